package dev.millrace.engine.explain;

import dev.millrace.api.connector.Push;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.TimedSource;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.api.failure.RecordOrigin;
import dev.millrace.api.graph.Node;
import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.api.job.Guarantee;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.job.ResultExplanation;
import dev.millrace.api.job.ResultQuery;
import dev.millrace.api.storage.Storage;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.time.TimeSpec;
import dev.millrace.engine.checkpoint.Checkpoint;
import dev.millrace.engine.checkpoint.CheckpointSettings;
import dev.millrace.engine.explain.Lineage.Roots;
import dev.millrace.engine.explain.TracedOperator.Traced;
import dev.millrace.engine.job.JobControl;
import dev.millrace.engine.job.JobExecution;
import dev.millrace.engine.job.JobSettings;
import dev.millrace.engine.worker.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs what lies between two checkpoints once more, without sinks, and finds the records behind a result.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>One worker, batches of one row, and the clock stands: so each operator with state gets its rows one by one, and what it gives
 * carries a token that leads back ({@link Lineage}). Operators without state need no thought, since they pass origins on.
 *
 * <p>Sources are read to where they stood at the second checkpoint ({@link ReadAgain}), and wait there, since an end would close
 * windows that were open then.
 *
 * <p>Used by one thread, once.
 */
public final class ResultReplay {

    private static final String LEFT_OUT = " (left out)";

    /** How long a source may give nothing. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(60);

    /** What the clock is put forward by when the sources have nothing. */
    public static final Duration WAIT = Duration.ofMillis(10);

    private final PipelineGraph graph;
    private final Storage storage;
    private final @Nullable Checkpoint from;
    private final Checkpoint to;
    private final ResultQuery query;
    private final Runnable pause;
    private final Lineage lineage = new Lineage();
    private final StateBefore before;
    private final Set<Object> unread = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<String, Map<ReadAgain.Place, Object>> records = new HashMap<>();

    private long results;
    private long matches;
    private @Nullable Object found;
    private long foundToken;
    private Instant now;

    /**
     * Makes one that has not begun.
     *
     * @param pipeline what the job ran
     * @param storage where the checkpoints are; nothing is written
     * @param from where to begin; null for the beginning
     * @param to where to stop
     * @param query which result is wanted
     * @param pause waits about as long as {@link #WAIT}
     * @throws IllegalStateException if there is no such operator, or a source cannot be read again
     */
    public ResultReplay(
            Pipeline pipeline,
            Storage storage,
            @Nullable Checkpoint from,
            Checkpoint to,
            ResultQuery query,
            Runnable pause) {
        this.pause = pause;
        this.storage = storage;
        this.from = from;
        this.to = to;
        this.query = query;
        now = Instant.ofEpochMilli(to.header().timeMillis());
        before = new StateBefore(pipeline, from);
        PipelineGraph original = pipeline.freeze();
        requireOperator(original);
        graph = new PipelineGraph(
                original.name(),
                original.nodes().stream().map(this::rewrite).toList(),
                original.codecs(),
                original.failurePolicies());
    }

    private void requireOperator(PipelineGraph original) {
        List<String> traced = original.nodes().stream()
                .filter(Parentage::isTraced)
                .map(Node::name)
                .toList();
        if (!traced.contains(query.operator())) {
            throw new IllegalStateException("'" + query.operator() + "' is no operator of pipeline '" + original.name()
                    + "' whose results could be explained; these are: " + traced);
        }
    }

    private Node rewrite(Node node) {
        if (node instanceof Node.SinkNode sink) {
            // By another name, so that it does not take up what the sink had prepared.
            return new Node.SinkNode(sink.id(), sink.name() + LEFT_OUT, sink.input(), new Nowhere());
        }
        return node instanceof Node.SourceNode source
                ? new Node.SourceNode(source.id(), source.name(), again(source))
                : node;
    }

    @SuppressWarnings("unchecked") // nodes are untyped
    private TimedSource<Object> again(Node.SourceNode node) {
        TimedSource<Object> original = (TimedSource<Object>) node.source();
        Source<Object> source = original.source();
        boolean isOfClock = original.time().kind() == TimeSpec.Kind.PROCESSING;
        if (source instanceof Push || !source.isReplayable() || isOfClock) {
            throw new IllegalStateException("no result can be explained, for '" + node.name() + "' ("
                    + source.describe() + ") cannot be read again as it was read: "
                    + (isOfClock ? "the time of its records is that of the clock" : "it is not replayable"));
        }
        Map<ReadAgain.Place, Object> seen = records.computeIfAbsent(node.name(), name -> new HashMap<>());
        ReadAgain again = new ReadAgain(
                source,
                from == null ? Map.of() : from.splits(node.name()),
                to.splits(node.name()),
                unread,
                (place, record) -> {
                    lineage.note(1);
                    seen.put(place, record);
                });
        return new TimedSource<>(again, original.time());
    }

    /**
     * Runs.
     *
     * @return what was found
     * @throws JobFailedException if the replay fails
     * @throws IllegalStateException if a source does not give what it gave, or there is too much to be noted
     */
    public ResultExplanation run() {
        JobSettings settings = new JobSettings(() -> now, 1, 1).unobserved().probed((node, operator) -> {
            return Parentage.isTraced(node)
                    ? new TracedOperator(
                            operator,
                            new Parentage(node, before.of(node)),
                            lineage,
                            (traced, token) -> onResult(node, traced, token))
                    : operator;
        });
        CheckpointSettings checkpoints =
                new CheckpointSettings(storage, Duration.ofDays(1).toMillis(), 1, true, nothingIsWritten -> {});
        JobExecution execution = new JobExecution(
                graph,
                new JobControl(graph.name(), () -> {}),
                settings,
                1,
                worker -> () -> {},
                (source, push, wakeUp, refusal) -> {
                    throw new AssertionError("refused above: " + source);
                },
                checkpoints,
                from);
        try {
            run(execution);
            return explain(execution);
        } finally {
            execution.cancel();
            step(execution);
        }
    }

    private void run(JobExecution execution) {
        Duration silence = Duration.ZERO;
        while (true) {
            boolean hasMoved = step(execution);
            JobFailedException failure = execution.failure();
            if (failure != null) {
                throw failure;
            }
            if (!hasMoved && unread.isEmpty()) {
                return;
            }
            if (hasMoved) {
                silence = Duration.ZERO;
            } else {
                pause.run();
                // For sources that are read at a rate.
                now = now.plus(WAIT);
                silence = silence.plus(WAIT);
                if (silence.compareTo(SILENCE_MAX) > 0) {
                    throw new IllegalStateException("the sources of '" + graph.name()
                            + "' do not give any more what the job" + " had read up to epoch "
                            + to.header().epoch() + "; nothing has come for " + SILENCE_MAX);
                }
            }
        }
    }

    private static boolean step(JobExecution execution) {
        boolean hasMoved = false;
        for (Task task : execution.tasks()) {
            hasMoved |= task.step() == Task.Progress.MOVED;
        }
        return hasMoved;
    }

    private void onResult(Node node, Traced result, long token) {
        if (!node.name().equals(query.operator())) {
            return;
        }
        results++;
        Object keyOfResult = Parentage.key(result.value());
        boolean isKey = query.key()
                        .map(key -> Objects.equals(comparable(key), comparable(keyOfResult)))
                        .orElse(true)
                && query.keyText().map(String.valueOf(keyOfResult)::equals).orElse(true);
        boolean isAt = query.at()
                .map(at -> Parentage.isAt(result.value(), result.timestamp(), at))
                .orElse(true);
        if (isKey && isAt && query.condition().test(result.value())) {
            matches++;
            found = result.value();
            foundToken = token;
        }
    }

    private static @Nullable Object comparable(@Nullable Object key) {
        return key == null ? null : Notes.comparable(key);
    }

    private ResultExplanation explain(JobExecution execution) {
        Roots roots = lineage.roots(foundToken);
        List<ResultExplanation.Input> inputs = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        if (matches > 1) {
            notes.add(matches + " results match; this is the last of them");
        } else if (matches == 0) {
            notes.add(results + " results were given, and none of them matches; one that came before epoch "
                    + fromEpoch() + " or after epoch " + to.header().epoch() + " is not among them");
        }
        for (String operator : roots.inexactIn()) {
            notes.add("'" + operator
                    + "' does not tell which rows a result is made of: these are all that had come for its key");
        }
        for (String operator : roots.incompleteIn()) {
            notes.add("some of what is in the result came before epoch " + fromEpoch() + ", or may have: '" + operator
                    + "' had something of its key then, and those records are not named; ask fromBeginning(), or retain more"
                    + " checkpoints");
        }
        boolean isCut = roots.records().size() > ResultExplanation.RECORDS_MAX;
        if (isCut) {
            notes.add(roots.records().size() + " records are behind it, of which the first "
                    + ResultExplanation.RECORDS_MAX + " are named");
        }
        roots.records().entrySet().stream()
                .limit(ResultExplanation.RECORDS_MAX)
                .forEach(entry -> add(execution, entry.getKey(), entry.getValue(), inputs));
        return new ResultExplanation(
                query.operator(),
                Optional.ofNullable(found),
                fromEpoch(),
                to.header().epoch(),
                found != null && roots.inexactIn().isEmpty(),
                found != null && roots.incompleteIn().isEmpty() && !isCut,
                inputs,
                notes);
    }

    private void add(JobExecution execution, long origin, long timestamp, List<ResultExplanation.Input> inputs) {
        RecordOrigin place = execution.locate(origin);
        assert place != null : "a record has a place";
        Map<ReadAgain.Place, Object> ofSource = records.getOrDefault(place.source(), Map.of());
        Object value = ofSource.get(new ReadAgain.Place(place.split(), place.position()));
        if (value != null) {
            inputs.add(new ResultExplanation.Input(place, Instant.ofEpochMilli(timestamp), value));
        }
    }

    private long fromEpoch() {
        return from == null ? 0 : from.header().epoch();
    }

    /** Takes everything and keeps nothing. */
    private record Nowhere() implements Sink<Object> {

        @Override
        public SinkWriter<Object> open(WriterContext context) {
            return records -> {};
        }

        @Override
        public int writersMax() {
            return Integer.MAX_VALUE;
        }

        @Override
        public Guarantee guarantee() {
            return Guarantee.AT_LEAST_ONCE;
        }
    }
}
