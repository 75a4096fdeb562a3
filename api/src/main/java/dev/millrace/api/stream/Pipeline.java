package dev.millrace.api.stream;

import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.TimedSource;
import dev.millrace.api.failure.DeadLetter;
import dev.millrace.api.failure.FailedRecord;
import dev.millrace.api.failure.FailurePolicy;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.graph.Explanation;
import dev.millrace.api.graph.Node;
import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.api.time.TimeSpec;
import dev.millrace.api.type.Codec;
import dev.millrace.api.type.Codecs;
import dev.millrace.api.window.LatePolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Builds the description of a pipeline. Frozen by its first start; adding to it later throws.
 *
 * <p>Not thread-safe while it is built.
 */
public final class Pipeline {

    private final String name;
    private final List<Node> nodes = new ArrayList<>();
    private Codecs codecs = Codecs.STANDARD;

    /** By node: the records that it cannot process, where somebody has asked for them. */
    private final Map<Integer, Stream<?>> failed = new HashMap<>();

    private final FailureRules failureRules = new FailureRules();

    /** What is set aside anywhere, where somebody has asked for it. */
    private @Nullable Stream<DeadLetter> deadLetters;

    private boolean isFrozen;

    private Pipeline(String name) {
        this.name = name;
    }

    /**
     * Starts an empty pipeline.
     *
     * @param name for people, metrics and stored state; not blank
     * @return the builder
     */
    public static Pipeline named(String name) {
        requireName("pipeline", name);
        return new Pipeline(name);
    }

    /**
     * The name.
     *
     * @return as it was given
     */
    public String name() {
        return name;
    }

    /**
     * Reads records that have a time.
     *
     * @param name of the source, unique in the pipeline
     * @param source where from, and how records get their time
     * @param <T> type of the records
     * @return the stream of its records
     */
    public <T> SourceStream<T> read(String name, TimedSource<T> source) {
        requireName("source", name);
        return new SourceStream<>(this, add(id -> new Node.SourceNode(id, name, source)));
    }

    /**
     * Reads records with the time that the source gives them by itself, which is none for most: then windows cannot be built
     * on this stream; give the source a time with {@link Source#eventTime}, {@link Source#sourceTime} or
     * {@link Source#processingTime} for that.
     *
     * @param name of the source, unique in the pipeline
     * @param source where from
     * @param <T> type of the records
     * @return the stream of its records
     */
    public <T> SourceStream<T> read(String name, Source<T> source) {
        return read(name, source.withDefaultTime());
    }

    /**
     * Says how values of a class are stored in checkpoints. Needed only for classes that are no records, enums, or known of the
     * JDK, such as an accumulator that changes in place.
     *
     * @param type of the values, or of their superclass or interface
     * @param codec writes and reads them; what it writes must stay readable for as long as checkpoints do
     * @param <T> type of the values
     * @return this
     */
    public <T> Pipeline codec(Class<T> type, Codec<T> codec) {
        requireOpen();
        codecs = codecs.with(type, codec);
        return this;
    }

    /**
     * Names classes that were called otherwise when they were stored. Needed only for those that are the type of no field of another
     * class.
     *
     * @param types with a {@link dev.millrace.api.type.FormerName}
     * @return this
     */
    public Pipeline knowing(Class<?>... types) {
        requireOpen();
        codecs = codecs.knowing(types);
        return this;
    }

    /**
     * Says what becomes of records that cannot be processed, wherever nothing else is said: in sources, functions without
     * state, keys, lookups, process functions, aggregates, tables, patterns, joins and sinks. Retries hold only for functions without state and for sinks.
     * It does not hold for what is done with the dead letters themselves.
     *
     * @param policy of all operators without one of their own
     * @return this
     */
    public Pipeline onFailure(FailurePolicy policy) {
        requireOpen();
        failureRules.setDefault(policy);
        return this;
    }

    /**
     * All records that are set aside in this pipeline, except those that somebody reads from the {@code failed()} stream of
     * their operator. Asking for this stream is enough: unless a policy says otherwise, what fails comes here and the job goes
     * on. It has the event time of the records.
     *
     * @return the stream of dead letters; the same at each call
     */
    public Stream<DeadLetter> deadLetters() {
        if (deadLetters == null) {
            deadLetters = new Stream<>(this, add(id -> new Node.DeadLettersNode(id, "dead letters")));
        }
        return deadLetters;
    }

    /** Says what becomes of records that one node cannot process. */
    void onFailure(int id, FailurePolicy policy) {
        requireOpen();
        failureRules.set(nodes.get(id), policy);
    }

    /** Says what becomes of what a join and the keys of its sides cannot process. */
    void onFailureOfJoin(int id, FailurePolicy policy) {
        inputs(id).forEach(keyBy -> onFailure(keyReader(keyBy), policy));
        onFailure(id, policy.withoutRetries());
    }

    /** Says what becomes of rows of which one node makes none, and those that read references for it. */
    void onFailureOfTable(int id, FailurePolicy policy) {
        onFailure(id, policy);
        for (int keyBy : nodes.get(id) instanceof Node.JoinNode ? inputs(id) : List.<Integer>of()) {
            int side = inputs(keyBy).get(0);
            if (nodes.get(side) instanceof Node.ReferenceNode) {
                onFailure(side, policy);
            }
        }
    }

    /**
     * Describes what was built so far.
     *
     * @return a view for people
     */
    public Explanation explain() {
        return new PipelineGraph(name, nodes).explain();
    }

    /**
     * Ends the building. Called by runners; calling it again gives an equal graph.
     *
     * @return the immutable description
     * @throws IllegalStateException if nothing is read, or the records of a source go nowhere
     */
    public PipelineGraph freeze() {
        PipelineGraph graph = new PipelineGraph(name, nodes, codecs, failureRules.policies(name, nodes));
        if (nodes.isEmpty()) {
            throw new IllegalStateException(
                    "pipeline '" + name + "' reads nothing; add a source with read(name, source)");
        }
        for (Node node : nodes) {
            if (!(node instanceof Node.SinkNode) && graph.consumers(node.id()).isEmpty()) {
                throw new IllegalStateException("the output of '" + node.name() + "' (" + node.describe()
                        + ") in pipeline '" + name + "' goes nowhere; end it with write(name, sink)");
            }
        }
        isFrozen = true;
        return graph;
    }

    private void requireOpen() {
        if (isFrozen) {
            throw new IllegalStateException(
                    "pipeline '" + name + "' has been started and can no longer be changed; build a new one");
        }
    }

    int add(IntFunction<Node> maker) {
        requireOpen();
        Node node = maker.apply(nodes.size());
        for (Node other : nodes) {
            if (other.name().equals(node.name())) {
                throw new IllegalArgumentException("the name '" + node.name() + "' is taken by '" + other.describe()
                        + "' in pipeline '" + name + "'; names must be unique");
            }
        }
        nodes.add(node);
        return node.id();
    }

    /** A name for a node that has no state and so needs none from the user. */
    static String derivedName(String kind, int id) {
        return kind + "-" + id;
    }

    Node node(int id) {
        return nodes.get(id);
    }

    String nodeName(int id) {
        return nodes.get(id).name();
    }

    /** Throws if late records of a node do not go to a stream. */
    void requireLateStream(int id) {
        Node node = nodes.get(id);
        LatePolicy policy = node instanceof Node.JoinNode join
                ? join.spec().latePolicy()
                : ((Node.WindowAggregateNode) node).emission().latePolicy();
        if (policy != LatePolicy.SIDE_STREAM) {
            throw new IllegalStateException("'" + node.name() + "' has no stream of late records: its policy is "
                    + policy + "; leave out onLate to have one");
        }
    }

    /** What reads the key of the records of a {@link Node.KeyByNode}. */
    ThrowingFunction<Object, Object> key(int id) {
        return ((Node.KeyByNode) nodes.get(id)).key();
    }

    List<Integer> inputs(int id) {
        return nodes.get(id).inputs();
    }

    /** The records that a node cannot process; the same stream at each call. */
    @SuppressWarnings("unchecked") // the records are those that the node reads
    <T> Stream<FailedRecord<T>> failed(int id) {
        Stream<?> known = failed.get(id);
        if (known == null) {
            known = new Stream<FailedRecord<T>>(
                    this, add(reader -> new Node.FailedNode(reader, nodeName(id) + ".failed", id)));
            failed.put(id, known);
        }
        return (Stream<FailedRecord<T>>) known;
    }

    /** The records from which a node cannot read the key; those of the node before it where that has read it. */
    <T> Stream<FailedRecord<T>> withoutKey(int keyBy) {
        return failed(keyReader(keyBy));
    }

    /** The node that reads the key of a {@link Node.KeyByNode}: one before it, where keys come with the records. */
    int keyReader(int keyBy) {
        Node.KeyByNode node = (Node.KeyByNode) nodes.get(keyBy);
        return node.repeats(nodes.get(node.input())) ? keyReader(node.input()) : keyBy;
    }

    /** Whether all records of a node have a time. */
    boolean isTimed(int id) {
        return untimedSources(id).isEmpty();
    }

    /** Throws if records of a node have no time. */
    void requireTime(int id, String what) {
        List<String> untimed = untimedSources(id);
        if (!untimed.isEmpty()) {
            throw new IllegalStateException(what + " needs records with a time, but "
                    + (untimed.size() == 1 ? "the source " : "the sources ") + untimed
                    + (untimed.size() == 1 ? " has" : " have")
                    + " none; add .eventTime(...), .sourceTime() or .processingTime() to what is read");
        }
    }

    /** Names of the sources above a node whose records have no time. */
    private List<String> untimedSources(int id) {
        Node node = nodes.get(id);
        if (node instanceof Node.SourceNode source) {
            boolean isTimed = source.source().time().kind() != TimeSpec.Kind.NONE;
            return isTimed ? List.of() : List.of(source.name());
        }
        return node.inputs().stream()
                .flatMap(input -> untimedSources(input).stream())
                .distinct()
                .toList();
    }

    static void requireName(String what, String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a " + what + " needs a name that is not blank, got '" + name + "'");
        }
    }
}
