package dev.millrace.api.stream;

import dev.millrace.api.failure.FailurePolicy;
import dev.millrace.api.graph.Node;
import dev.millrace.api.window.LateRecord;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A table of the latest records of a stream, and the records that came too late for it.
 *
 * @param <T> type of the records
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public final class UpsertTable<T, K, V> extends Table<K, V> {

    private @Nullable Stream<LateRecord<T>> late;

    UpsertTable(Pipeline pipeline, int nodeId, Optional<Class<?>> keyType) {
        super(pipeline, nodeId, keyType);
    }

    /**
     * Says what becomes of records of which no row can be made, since a function throws. They are set aside and counted as
     * failed, and the row stays as it was.
     *
     * @param policy goes before that of the pipeline, without retries
     * @return this
     * @throws IllegalArgumentException if the policy has retries
     */
    @Override
    public UpsertTable<T, K, V> onFailure(FailurePolicy policy) {
        super.onFailure(policy);
        return this;
    }

    /**
     * The records that were behind the watermark when they came, so that nobody can tell any more whether the row had been
     * deleted after them. If nobody reads them they are counted in the ledger all the same. There are none in order of arrival.
     *
     * @return the stream of late records, each with the millisecond of its time as its window; the same at each call
     */
    public Stream<LateRecord<T>> late() {
        if (late == null) {
            String name = pipeline().nodeName(nodeId()) + ".late";
            late = new Stream<>(pipeline(), pipeline().add(id -> new Node.LateNode(id, name, nodeId(), 0)));
        }
        return late;
    }
}
