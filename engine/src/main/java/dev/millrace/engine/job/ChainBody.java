package dev.millrace.engine.job;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.Split;
import dev.millrace.api.connector.TimedSource;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.api.graph.Node;
import dev.millrace.api.job.LatencyHistogram;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.job.LookupFigures;
import dev.millrace.api.job.MemoryFigures;
import dev.millrace.api.job.SplitFigures;
import dev.millrace.api.job.StateFigures;
import dev.millrace.api.join.ReadOrder;
import dev.millrace.api.type.ValueEncoder;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.checkpoint.CapturedTask;
import dev.millrace.engine.checkpoint.Checkpoint;
import dev.millrace.engine.checkpoint.TaskWriter;
import dev.millrace.engine.exchange.Inlet;
import dev.millrace.engine.exchange.Outlet;
import dev.millrace.engine.exchange.ShardMap;
import dev.millrace.engine.exchange.TaskInput;
import dev.millrace.engine.flight.FlightSplit;
import dev.millrace.engine.lookup.LookupOperator;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.FrequentKeys;
import dev.millrace.engine.operator.KeyOperator;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.SinkOperator;
import dev.millrace.engine.plan.PhysicalPlan;
import dev.millrace.engine.process.ProcessOperator;
import dev.millrace.engine.source.Intake;
import dev.millrace.engine.source.SourceInput;
import dev.millrace.engine.source.SplitState;
import dev.millrace.engine.state.Extent;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.time.WatermarkMerge;
import dev.millrace.engine.worker.TaskBody;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Opens, wires and closes one task of a stage, and keeps its account. Owned by the task's thread where not said otherwise. */
final class ChainBody implements TaskBody {

    private static final OperatorCounters NOTHING_COUNTED = new OperatorCounters();

    private static final long NO_VIEW = -1;

    /** The one split of a pushed source. */
    private static final String PUSHED = "";

    private final TaskWiring wiring;

    /** Null if the job makes no checkpoints: then its whole life is one epoch. */
    private final @Nullable Epochs epochs;

    /** Whether sources are read. */
    private final Supplier<Intake> intake;

    private final Cuts cuts;
    private final JobSettings settings;
    private final JobFailures failures;
    private final Runnable wakeUp;
    private final TaskMemory memory;

    /** Rows that operators have got since they were weighed, and batches. */
    private long worked;

    /** The nodes that are operators, in order: all but a source. */
    private final List<Node> chain;

    /** Names of the operators. */
    private final List<String> names = new ArrayList<>();

    private final Node.@Nullable SourceNode source;

    /** All exits; asked for at every idle step, so found once. */
    private final List<Outlet> outlets;

    /** By port, then by operator, the input first. */
    private final List<List<List<Outlet>>> routes;

    /** The input's first; empty if nothing was restored. */
    private final List<OperatorCounters> countersAtStart = new ArrayList<>();

    private @Nullable SourceInput sourceInput;
    private @Nullable Inlet inlet;

    /** Whether the inlet's time is that of a checkpoint. */
    private boolean hasRestoredTime;

    private final List<Operator> operators = new ArrayList<>();

    /** The writer of the sink at the end of the chain, if there is one. */
    private @Nullable SinkWriter<Object> writer;

    /** What it prepared and has not committed, by epoch. */
    private final NavigableMap<Long, byte[]> prepared = new TreeMap<>();

    /** The last of what was committed: after a restart it tells a writer where it stands. */
    private Map.@Nullable Entry<Long, byte[]> lastCommitted;

    /** The same for all captures: what one wrote can be read by the schemas of a later one. */
    private final ValueEncoder encoder;

    /** More than any capture has taken so far, without what is written later. */
    private int capturedBytesMax;

    /** Null while nothing is being captured. */
    private @Nullable CaptureUnderWay underWay;

    /** The view that it is for. */
    private long viewUnderWay = NO_VIEW;

    private final SplitPositions positions = new SplitPositions();

    /** Number of the last request for an account. Written by any thread. */
    private final AtomicInteger requested = new AtomicInteger();

    /** What was published for which request. Written by the task's thread. */
    private volatile Account account;

    private volatile boolean isLastPublished;

    /** Whether anybody has asked for keys and latencies, which are many figures, and so not published each time. Written by any thread. */
    private volatile boolean areDetailsWanted;

    /** Whether somebody has asked what was read lately, which is too much for each account. Written by any thread. */
    private volatile boolean isFlightWanted;

    /** What was read up to when that was asked for last. Written by the task's thread. */
    private volatile List<Supplier<FlightSplit>> flight = List.of();

    private record Account(
            int request,
            List<Ledger.Row> rows,
            List<Ledger.Edge> edges,
            Map<String, LookupFigures> lookups,
            Map<String, Map<String, StateFigures>> states,
            Map<String, FrequentKeys.Snapshot> frequentKeys,
            LatencyHistogram latencies,
            List<SplitFigures> splits,
            boolean isSinkBlocked) {}

    ChainBody(
            TaskWiring wiring,
            JobSettings settings,
            JobFailures failures,
            Runnable wakeUp,
            Supplier<Intake> intake,
            @Nullable Epochs epochs,
            Cuts cuts,
            JobMemory memory) {
        this.wiring = wiring;
        this.intake = intake;
        this.cuts = cuts;
        this.epochs = epochs;
        this.settings = settings;
        this.failures = failures;
        encoder = new ValueEncoder(wiring.graph().codecs());
        this.wakeUp = wakeUp;
        List<Node> nodes = wiring.nodes();
        source = nodes.get(0) instanceof Node.SourceNode first ? first : null;
        chain = source == null ? nodes : nodes.subList(1, nodes.size());
        chain.forEach(node -> names.add(node.name()));
        if (wiring.partial() != null) {
            names.add(PhysicalPlan.partialName(wiring.partial()));
        }
        outlets = wiring.outlets();
        this.memory = new TaskMemory(memory, names.size() + 1, this::weighInput);
        int portsMax = nodes.stream().mapToInt(ChainBody::ports).max().orElseThrow();
        routes = IntStream.range(0, portsMax).mapToObj(this::routes).toList();
        account = new Account(
                0, currentRows(), List.of(), Map.of(), Map.of(), Map.of(), LatencyHistogram.EMPTY, List.of(), false);
    }

    /** Number of outputs of a node. */
    private static int ports(Node node) {
        if (node instanceof Node.JoinNode join) {
            return Batch.LATE_PORT + join.inputs().size();
        }
        if (node instanceof Node.WindowAggregateNode window) {
            return Batch.resultPort(window.windows().size());
        }
        if (node instanceof Node.ProcessNode process) {
            return Batch.sidePort(process.outputs().size());
        }
        return node instanceof Node.PatternNode ? Batch.TIMED_OUT_PORT + 1 : Batch.LATE_PORT + 1;
    }

    /** Where rows go that leave by one port: from the input, then from each operator. */
    private List<List<Outlet>> routes(int port) {
        List<List<Outlet>> byOperator = new ArrayList<>();
        byOperator.add(wiring.outlets(wiring.nodes().get(0).id(), port));
        chain.forEach(node -> byOperator.add(wiring.outlets(node.id(), port)));
        if (wiring.partial() != null) {
            byOperator.add(wiring.outlets(wiring.partial().input(), port));
        }
        return byOperator;
    }

    @Override
    public TaskInput openInput() throws Exception {
        if (source == null) {
            inlet = openInlet(wiring.nodes().get(0));
            return inlet;
        }
        if (wiring.hosting() != null) {
            HandedInput handed = Objects.requireNonNull(wiring.hosting().source(), "who hosts a source reads it");
            restoreCounters(source.name(), handed.counters());
            return handed;
        }
        PushInput push = wiring.push();
        int splitCount = push == null ? wiring.splits().size() : 1;
        sourceInput = new SourceInput(
                source.name(),
                erase(source.source()),
                splitCount,
                settings.clock(),
                settings.ticker(),
                settings.batchCapacity(),
                intake,
                push == null ? null : push::waiting,
                cuts::barrier,
                firstEpoch(),
                this::addAppearing,
                () -> memory.isHeldBack(outlets),
                failures.of(source),
                settings.flightRows());
        restoreCounters(source.name(), sourceInput.counters());
        Checkpoint from = restored();
        Map<String, SplitState> before = from == null ? Map.of() : from.splits(source.name());
        if (push != null) {
            SplitState state = before.get(PUSHED);
            sourceInput.add(PUSHED, push.reader(), wiring.pushOrdinal(), false, state == null ? null : state.time());
        }
        for (TaskWiring.NumberedSplit numbered : wiring.splits()) {
            Split<?> split = numbered.split();
            SplitState state = before.get(split.id());
            boolean isNew = state == null && !before.isEmpty();
            sourceInput.add(
                    split.id(),
                    state != null && state.position() == null ? null : open(split, state, isNew),
                    numbered.ordinal(),
                    split.isBounded(),
                    state == null ? null : state.time());
        }
        if (wiring.appearing() != null && wiring.taskIndex() == 0) {
            wiring.appearing().open(context(false));
        }
        return sourceInput;
    }

    /** Adds what has appeared; if the task has nothing else left, and there is nothing, there will be nothing. */
    private boolean addAppearing(SourceInput input, boolean isLast) throws Exception {
        AppearingSplits appearing = wiring.appearing();
        if (appearing == null) {
            return false;
        }
        boolean isAnyAdded = false;
        do {
            if (wiring.taskIndex() == 0) {
                appearing.look();
            }
            TaskWiring.NumberedSplit next = appearing.next(wiring.taskIndex());
            for (; next != null; next = appearing.next(wiring.taskIndex())) {
                Split<?> split = next.split();
                input.add(split.id(), open(split, null, true), next.ordinal(), split.isBounded(), null);
                isAnyAdded = true;
            }
        } while (isLast && !isAnyAdded && !appearing.finish(wiring.taskIndex()));
        return isAnyAdded;
    }

    private ReaderContext context(boolean isNew) {
        return new ReaderContext(settings.clock(), wakeUp, isNew);
    }

    private @Nullable Checkpoint restored() {
        return epochs == null ? null : epochs.restored();
    }

    private void restoreCounters(String operator, OperatorCounters counters) {
        Checkpoint from = restored();
        if (from != null) {
            counters.add(from.counters(operator, wiring.taskIndex(), wiring.taskCount()));
        }
    }

    @Override
    public long firstEpoch() {
        Checkpoint from = restored();
        return from == null ? 0 : from.header().epoch();
    }

    @Override
    public List<Batch> firstBatches() {
        Checkpoint from = restored();
        if (from == null) {
            return List.of();
        }
        if (sourceInput != null) {
            Batch first = new Batch(0);
            sourceInput.writeHeader(first);
            return List.of(first);
        }
        return inlet == null || !hasRestoredTime
                ? List.of()
                : IntStream.range(0, inlet.sideCount())
                        .mapToObj(this::firstBatch)
                        .toList();
    }

    private Batch firstBatch(int side) {
        Batch first = new Batch(0);
        Objects.requireNonNull(inlet).writeHeader(first, side);
        first.isEnd = false;
        return first;
    }

    private Inlet openInlet(Node head) {
        Inlet opened = head instanceof Node.JoinNode join
                ? new Inlet(
                        wiring.inputs(),
                        // Who hosts a task cannot keep one side back.
                        wiring.hosting() == null ? join.spec().readOrder() : ReadOrder.IN_TURN,
                        join.spec().lead().toMillis())
                : new Inlet(wiring.inputs(), Long.MAX_VALUE);
        Checkpoint from = restored();
        List<WatermarkMerge.Standing> time = from == null ? null : from.time(head.name());
        if (time != null) {
            if (time.size() != opened.sideCount() + 1) {
                throw new IllegalStateException("'" + head.name() + "' had " + (time.size() - 1)
                        + " inputs in the checkpoint and has " + opened.sideCount()
                        + " now; give it another name, or go back");
            }
            opened.restore(time);
            hasRestoredTime = true;
        }
        return opened;
    }

    @SuppressWarnings("unchecked") // the compiler checked the types where the pipeline was written
    private SourceReader<Object> open(Split<?> split, @Nullable SplitState state, boolean isNew) throws Exception {
        return (SourceReader<Object>) split.open(context(isNew), state == null ? null : state.position());
    }

    @SuppressWarnings("unchecked") // the compiler checked the types where the pipeline was written
    private static TimedSource<Object> erase(TimedSource<?> timed) {
        return (TimedSource<Object>) timed;
    }

    @Override
    public List<Operator> openOperators(IntConsumer opening) throws Exception {
        // With checkpoints a run with crashes gives what one without them gives, in the same order.
        OperatorFactory factory = new OperatorFactory(
                wiring.graph(), wiring.taskIndex(), settings, failures, wakeUp, this::openWriter, epochs != null);
        for (int i = 0; i < chain.size(); i++) {
            opening.accept(i);
            operators.add(probed(chain.get(i), factory.make(chain.get(i))));
            restore(i);
        }
        if (wiring.partial() != null) {
            opening.accept(chain.size());
            operators.add(factory.makePartial(wiring.partial()));
            restore(chain.size());
        }
        if (restored() != null) {
            countersAtStart.add(
                    sourceInput == null
                            ? NOTHING_COUNTED
                            : sourceInput.counters().copy());
            operators.forEach(
                    operator -> countersAtStart.add(operator.counters().copy()));
        }
        // What was restored may be too much already.
        weigh();
        return operators;
    }

    private Operator probed(Node node, Operator operator) {
        return node instanceof Node.SinkNode ? operator : settings.probe().wrap(node, operator);
    }

    private void restore(int index) {
        Checkpoint from = restored();
        if (from == null || epochs == null) {
            return;
        }
        Operator operator = operators.get(index);
        StateReader state = new StateReader(
                from.parts(names.get(index), wiring.graph().codecs()),
                new StateReader.Share(wiring.taskIndex(), wiring.taskCount(), this::owns),
                epochs::originOfNow);
        operator.restore(state);
        if (!state.unread().isEmpty()) {
            throw new IllegalStateException(
                    "'" + names.get(index) + "' has state in the checkpoint that it does not know: " + state.unread()
                            + "; it was another kind of operator then. Give it another name, or go back");
        }
        OperatorCounters counters = operator.counters();
        restoreCounters(names.get(index), counters);
        // What is held came to the owner of its key, whoever has the rest of the account.
        counters.in = counters.passed
                + counters.filtered
                + counters.late
                + counters.failed
                + counters.dropped
                + operator.held();
    }

    private boolean owns(int shard) {
        return wiring.taskCount() == 1 || new ShardMap(wiring.taskCount()).owner(shard) == wiring.taskIndex();
    }

    @SuppressWarnings("unchecked") // the compiler checked the types where the pipeline was written
    private SinkWriter<Object> openWriter(Node.SinkNode node) throws Exception {
        Sink<Object> sink = (Sink<Object>) node.sink();
        SinkWriter<Object> opened = sink.open(new WriterContext(
                node.name(), wiring.taskIndex(), wiring.taskCount(), settings.clock(), epochs != null, firstEpoch()));
        writer = opened;
        Checkpoint from = restored();
        if (from != null) {
            for (Checkpoint.Work work : from.work(node.name(), wiring.taskIndex(), wiring.taskCount())) {
                opened.commit(work.epoch(), work.prepared());
            }
        }
        return opened;
    }

    @Override
    public List<Outlet> route(int operator, int port) {
        return routes.get(port).get(operator + 1);
    }

    @Override
    public List<Outlet> outlets() {
        return outlets;
    }

    @Override
    public String operatorName(int operator) {
        // The first half of an aggregation goes by the name that the user gave to the whole.
        return operator == chain.size() && wiring.partial() != null
                ? wiring.partial().name()
                : name(operator);
    }

    /** The name in the ledger; -1 is the input. */
    private String name(int operator) {
        return operator < 0 ? wiring.nodes().get(0).name() : names.get(operator);
    }

    @Override
    public void prepare(long epoch) throws Exception {
        if (writer != null) {
            prepared.put(epoch, writer.prepare(epoch));
        }
    }

    @Override
    public void capture(long epoch, boolean isLast) throws Exception {
        Epochs asking = Objects.requireNonNull(epochs, "only they ask for it");
        Extent extent = asking.extent();
        Instant start = settings.clock().instant();
        List<SplitState> splits = splitStates();
        TaskWriter out = captureState(extent, splits);
        if (sourceInput != null) {
            positions.note(epoch, splits);
        }
        String sink = names.isEmpty() ? "" : names.get(names.size() - 1);
        prepared.forEach((each, work) -> out.work(sink, each, work));
        if (prepared.isEmpty() && lastCommitted != null) {
            out.work(sink, lastCommitted.getKey(), lastCommitted.getValue());
        }
        capturedBytesMax = Math.max(capturedBytesMax, out.size() + out.size() / 4);
        underWay = new CaptureUnderWay(
                out,
                start,
                settings.clock(),
                settings.batchCapacity(),
                (state, pauseMicros) -> asking.onCaptured(wiring.task(), epoch, state, isLast, pauseMicros));
    }

    private List<SplitState> splitStates() throws Exception {
        return sourceInput == null ? List.of() : sourceInput.splitStates();
    }

    @Override
    public void captureView(long view) {
        Instant start = settings.clock().instant();
        try {
            TaskWriter out = captureState(Extent.ASIDE, splitStates());
            underWay = new CaptureUnderWay(
                    out,
                    start,
                    settings.clock(),
                    settings.batchCapacity(),
                    (state, pauseMicros) -> cuts.onViewCaptured(wiring.task(), view, state));
            viewUnderWay = view;
        } catch (Exception unstorable) {
            failView(view, unstorable);
        }
    }

    /** Barriers must get through all the same, and the task goes on. */
    private void failView(long view, Exception unstorable) {
        cuts.onViewFailed(unstorable);
        cuts.onViewCaptured(wiring.task(), view, CapturedTask.empty());
    }

    @Override
    public boolean goOnCapturing() {
        CaptureUnderWay capture = underWay;
        if (capture == null) {
            return false;
        }
        long view = viewUnderWay;
        try {
            if (!capture.goOn()) {
                return true;
            }
        } catch (RuntimeException unstorable) {
            if (view == NO_VIEW) {
                throw unstorable;
            }
            capture.discard();
            failView(view, unstorable);
        }
        underWay = null;
        viewUnderWay = NO_VIEW;
        return true;
    }

    private TaskWriter captureState(Extent extent, List<SplitState> splits) throws Exception {
        TaskWriter out = new TaskWriter(
                wiring.nodes().get(0).name() + "#" + wiring.taskIndex(),
                wiring.taskIndex(),
                // By the numbers of one encoder, files of a chain can be read together.
                extent.isAside() ? new ValueEncoder(wiring.graph().codecs()) : encoder,
                extent,
                capturedBytesMax);
        if (source != null && sourceInput != null) {
            for (SplitState split : splits) {
                out.split(source.name(), split);
            }
            out.operator(source.name(), sourceInput.counters(), lists -> {});
        }
        if (source != null && wiring.hosting() != null) {
            out.operator(source.name(), sourceCounters(), lists -> {});
        }
        if (inlet != null) {
            out.time(wiring.nodes().get(0).name(), inlet.standings());
        }
        for (int i = 0; i < operators.size(); i++) {
            out.operator(names.get(i), operators.get(i).counters(), operators.get(i)::capture);
        }
        return out;
    }

    @Override
    public void commit(long epoch) throws Exception {
        completeSource(epoch);
        for (var first = prepared.firstEntry();
                first != null && first.getKey() <= epoch;
                first = prepared.firstEntry()) {
            Objects.requireNonNull(writer).commit(first.getKey(), first.getValue());
            prepared.remove(first.getKey());
            lastCommitted = first;
        }
    }

    @Override
    public boolean isSettled() {
        return writer == null || writer.isSettled();
    }

    @Override
    public void finish() throws Exception {
        if (writer != null) {
            writer.finish();
        }
    }

    @Override
    public void onJobFinished() throws Exception {
        if (sourceInput != null && wiring.push() == null) {
            sourceInput.onJobFinished();
        }
    }

    /** Tells the source what may be forgotten where its records come from. */
    private void completeSource(long epoch) throws Exception {
        if (sourceInput == null || epochs == null) {
            return;
        }
        SplitPositions.Completed completed = positions.complete(epoch, epochs.retained());
        if (completed == null) {
            return;
        }
        PushInput push = wiring.push();
        Map<String, byte @Nullable []> oldest = completed.oldest();
        if (push == null) {
            if (oldest != null) {
                sourceInput.onDurable(oldest);
            }
            return;
        }
        byte[] newest = completed.newest().get(PUSHED);
        if (newest != null) {
            push.onCompleted(newest, oldest == null ? null : oldest.get(PUSHED));
        }
    }

    @Override
    public void abort() throws Exception {
        // With checkpoints a restart may find one that knows what was prepared, and commits it.
        if (writer != null && epochs == null) {
            for (var entry : prepared.entrySet()) {
                writer.abort(entry.getKey(), entry.getValue());
            }
        }
    }

    @Override
    public void close() throws Exception {
        if (underWay != null) {
            underWay.discard();
            underWay = null;
        }
        Exception first = null;
        for (Operator operator : operators) {
            try {
                operator.close();
            } catch (Exception failed) {
                first = first(first, failed);
            }
        }
        try {
            if (writer != null) {
                writer.close();
            }
        } catch (Exception failed) {
            first = first(first, failed);
        }
        try {
            if (sourceInput != null) {
                sourceInput.close();
            }
        } catch (Exception failed) {
            first = first(first, failed);
        }
        try {
            if (wiring.appearing() != null && wiring.taskIndex() == 0) {
                wiring.appearing().close();
            }
        } catch (Exception failed) {
            first = first(first, failed);
        }
        // The last account answers all that may still be asked.
        areDetailsWanted = true;
        isFlightWanted = true;
        publish();
        isLastPublished = true;
        // Whoever keeps the job for its account does not keep its state.
        operators.clear();
        memory.release();
        if (first != null) {
            throw first;
        }
    }

    private static Exception first(@Nullable Exception first, Exception next) {
        if (first == null) {
            return next;
        }
        first.addSuppressed(next);
        return first;
    }

    /** Asks for an account after the next step. Any thread. */
    void requestAccount() {
        requested.incrementAndGet();
    }

    /** Whether the account is as new as the last request, or the last one. Any thread. */
    boolean isAccountPublished() {
        return isLastPublished || account.request() == requested.get();
    }

    /** The account published last. Any thread. */
    List<Ledger.Row> rows() {
        return account.rows();
    }

    /** Connections within the chain, as published last. Any thread. */
    List<Ledger.Edge> edges() {
        return account.edges();
    }

    /** By name, as published last. Any thread. */
    Map<String, LookupFigures> lookups() {
        return account.lookups();
    }

    /** By name of the operator and of the state, as published last. Any thread. */
    Map<String, Map<String, StateFigures>> states() {
        return account.states();
    }

    /** Has accounts from now on tell about keys and latencies. Any thread. */
    void wantDetails() {
        areDetailsWanted = true;
    }

    /** Has the next account tell what was read lately. Any thread. */
    void wantFlight() {
        isFlightWanted = true;
    }

    /** What was read up to when that was asked for last. Any thread. */
    List<FlightSplit> flight() {
        return flight.stream().map(Supplier::get).toList();
    }

    /** By name of what reads the keys, as published last. Any thread. */
    Map<String, FrequentKeys.Snapshot> frequentKeys() {
        return account.frequentKeys();
    }

    /** How long the records took that its sink has written, as published last. Any thread. */
    LatencyHistogram latencies() {
        return account.latencies();
    }

    /** Name of the sink at the end of the chain, if there is one. Any thread. */
    boolean endsWith(String operator) {
        return !names.isEmpty() && names.get(names.size() - 1).equals(operator);
    }

    /** How far its splits have come, as published last. Any thread. */
    List<SplitFigures> splits() {
        return account.splits();
    }

    /** Name of the sink that is not ready to write, as published last; empty if there is none. Any thread. */
    Optional<String> blockedSink() {
        return account.isSinkBlocked() ? Optional.of(names.get(names.size() - 1)) : Optional.empty();
    }

    /** Whether answers from outside are awaited. The task's thread. */
    boolean isWaiting() {
        return operators.stream().anyMatch(Operator::isWaiting);
    }

    @Override
    public void onWorked(long rows) {
        worked += rows;
        if (memory.isDue(worked)) {
            weigh();
        }
    }

    private void weigh() {
        worked = 0;
        memory.weigh(operators, outlets);
    }

    private void weighInput(Footprint footprint) {
        PushInput push = wiring.push();
        if (push != null) {
            push.weigh(footprint);
        }
        if (sourceInput != null) {
            sourceInput.weigh(footprint);
        }
    }

    /** What an operator of the chain, or the source, keeps in memory, as weighed last. Any thread. */
    MemoryFigures memory(String operator) {
        MemoryFigures sum = MemoryFigures.NOTHING;
        if (source != null && source.name().equals(operator)) {
            sum = sum.plus(memory.figures(0));
        }
        for (int i = 0; i < names.size(); i++) {
            if (operatorName(i).equals(operator)) {
                sum = sum.plus(memory.figures(i + 1));
            }
        }
        return sum;
    }

    @Override
    public void publishIfAsked() {
        if (account.request() != requested.get()) {
            publish();
        }
    }

    /** Publishes now. The task's thread, or any once the job has ended. */
    void publish() {
        if (isLastPublished) {
            return;
        }
        if (worked > 0) {
            weigh();
        }
        if (isFlightWanted && sourceInput != null) {
            isFlightWanted = false;
            flight = sourceInput.flight(failures::describePosition);
        }
        account = new Account(
                requested.get(),
                currentRows(),
                currentEdges(),
                currentLookups(),
                currentStates(),
                currentFrequentKeys(),
                currentLatencies(),
                sourceInput == null ? List.of() : sourceInput.splitFigures(),
                isSinkBlocked());
    }

    private boolean isSinkBlocked() {
        SinkOperator sink = openSink();
        return sink != null && sink.isBlocked();
    }

    private LatencyHistogram currentLatencies() {
        SinkOperator sink = openSink();
        return sink == null || !areDetailsWanted ? LatencyHistogram.EMPTY : sink.latencies();
    }

    private @Nullable SinkOperator openSink() {
        return !operators.isEmpty() && operators.get(operators.size() - 1) instanceof SinkOperator sink ? sink : null;
    }

    private List<Ledger.Row> currentRows() {
        List<Ledger.Row> rows = new ArrayList<>();
        if (source != null) {
            rows.add(sourceRow(source.name()));
        }
        long watermark = watermark();
        for (int i = 0; i < names.size(); i++) {
            boolean isOpen = i < operators.size();
            OperatorCounters counters = isOpen ? operators.get(i).counters() : new OperatorCounters();
            rows.add(row(names.get(i), counters, isOpen ? operators.get(i).held() : 0, watermark, i == 0));
            if (isOpen && operators.get(i) instanceof LookupOperator lookup) {
                // It keeps time back, from those behind it in the chain, too.
                watermark = Math.min(watermark, lookup.watermark());
            }
        }
        return rows;
    }

    private Ledger.Row sourceRow(String name) {
        OperatorCounters counters = sourceCounters();
        PushInput push = wiring.push();
        long dropped = push == null ? 0 : push.dropped();
        long waiting = push == null ? 0 : push.waiting();
        // What a program pushes enters the source at the door, before it is read.
        return new Ledger.Row(
                name,
                counters.in + dropped + waiting,
                counters.passed,
                0,
                0,
                counters.failed,
                dropped,
                waiting,
                counters.out,
                counters.ahead,
                watermark(),
                0);
    }

    private OperatorCounters sourceCounters() {
        if (wiring.hosting() != null && wiring.hosting().source() != null) {
            return wiring.hosting().source().counters();
        }
        return sourceInput == null ? new OperatorCounters() : sourceInput.counters();
    }

    private Ledger.Row row(String name, OperatorCounters counters, long held, long watermark, boolean isHead) {
        return new Ledger.Row(
                name,
                counters.in,
                counters.passed,
                counters.filtered,
                counters.late,
                counters.failed,
                counters.dropped,
                held,
                counters.out,
                counters.ahead,
                watermark,
                isHead && inlet != null ? inlet.leadMillis() : 0);
    }

    private long watermark() {
        if (sourceInput != null) {
            return sourceInput.watermark();
        }
        return inlet == null ? Long.MIN_VALUE : inlet.watermark();
    }

    private Map<String, LookupFigures> currentLookups() {
        Map<String, LookupFigures> lookups = new LinkedHashMap<>();
        for (int i = 0; i < operators.size(); i++) {
            if (operators.get(i) instanceof LookupOperator lookup) {
                lookups.put(names.get(i), lookup.figures());
            }
        }
        return lookups;
    }

    private Map<String, Map<String, StateFigures>> currentStates() {
        Map<String, Map<String, StateFigures>> states = new LinkedHashMap<>();
        for (int i = 0; i < operators.size(); i++) {
            if (operators.get(i) instanceof ProcessOperator process) {
                states.put(names.get(i), process.figures());
            }
        }
        return states;
    }

    private Map<String, FrequentKeys.Snapshot> currentFrequentKeys() {
        Map<String, FrequentKeys.Snapshot> frequent = new LinkedHashMap<>();
        for (int i = 0; i < operators.size() && areDetailsWanted; i++) {
            FrequentKeys.Snapshot keys = operators.get(i) instanceof KeyOperator keyBy ? keyBy.frequentKeys() : null;
            if (keys != null) {
                frequent.put(names.get(i), keys);
            }
        }
        return frequent;
    }

    private List<Ledger.Edge> currentEdges() {
        List<Ledger.Edge> edges = new ArrayList<>();
        for (int i = sourceInput == null ? 1 : 0; i < operators.size(); i++) {
            long sent = counters(i - 1).out - atStart(i - 1).out;
            long received = counters(i).in - atStart(i).in;
            edges.add(new Ledger.Edge(name(i - 1), name(i), sent, received, 0));
        }
        return edges;
    }

    private OperatorCounters counters(int operator) {
        return operator < 0
                ? Objects.requireNonNull(sourceInput).counters()
                : operators.get(operator).counters();
    }

    /** The counters as they were restored: connections, like lanes, begin with the task. */
    private OperatorCounters atStart(int operator) {
        return operator + 1 < countersAtStart.size() ? countersAtStart.get(operator + 1) : NOTHING_COUNTED;
    }
}
