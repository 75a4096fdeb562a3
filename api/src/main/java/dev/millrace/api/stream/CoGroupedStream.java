package dev.millrace.api.stream;

import dev.millrace.api.failure.FailurePolicy;
import dev.millrace.api.graph.Node;
import dev.millrace.api.join.Tag;
import dev.millrace.api.window.LateRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The results of a co-group, and the records that came too late for it.
 *
 * @param <R> type of the results
 */
public final class CoGroupedStream<R> extends Stream<R> {

    private final List<Tag<?>> tags;
    private final Map<Tag<?>, Stream<?>> late = new HashMap<>();

    CoGroupedStream(Pipeline pipeline, int nodeId, List<Tag<?>> tags) {
        super(pipeline, nodeId);
        this.tags = tags;
    }

    /**
     * Says what becomes of records that have no key, and of groups for which the function throws. Such a group goes to
     * {@link Pipeline#deadLetters} as a {@link dev.millrace.api.failure.FailedResult}, what the function gave for it is taken
     * back, and its records have passed.
     *
     * @param policy goes before that of the pipeline; retries hold for keys alone
     * @return this
     */
    public CoGroupedStream<R> onFailure(FailurePolicy policy) {
        pipeline().onFailureOfJoin(nodeId(), policy);
        return this;
    }

    /**
     * The records of one input all of whose windows had closed before they came. If nobody reads them they are counted in
     * the ledger all the same.
     *
     * @param tag of the input
     * @param <T> type of its records
     * @return the stream of late records; the same at each call
     * @throws IllegalArgumentException if there is no such input
     * @throws IllegalStateException if another policy than the side stream was chosen
     */
    @SuppressWarnings("unchecked") // a tag knows the type of its records
    public <T> Stream<LateRecord<T>> late(Tag<T> tag) {
        int side = tags.indexOf(tag);
        if (side < 0) {
            throw new IllegalArgumentException(
                    "the co-group '" + pipeline().nodeName(nodeId()) + "' has no input with the tag '" + tag.name()
                            + "', but " + tags.stream().map(Tag::name).toList());
        }
        pipeline().requireLateStream(nodeId());
        return (Stream<LateRecord<T>>) late.computeIfAbsent(tag, one -> add(one, side));
    }

    private Stream<?> add(Tag<?> tag, int side) {
        String name = pipeline().nodeName(nodeId()) + ".late." + tag.name();
        return new Stream<>(pipeline(), pipeline().add(id -> new Node.LateNode(id, name, nodeId(), side)));
    }
}
