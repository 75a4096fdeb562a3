package dev.millrace.api.stream;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.join.Versions;

/**
 * Rows whose former values are remembered for as long as a join may ask for them, so that a record of ten o'clock meets the value
 * of ten o'clock. Made by {@link KeyedStream#versioned()} and {@link Table#versioned()}, read by {@link Stream#asOf} and
 * {@link Stream#broadcastJoin}; each of these keeps versions of its own.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
@SuppressWarnings("UnusedTypeParameter") // the compiler checks with them what a join takes
public final class VersionedTable<K, V> {

    private final Pipeline pipeline;
    private final int nodeId;
    private final ThrowingFunction<Object, Object> key;
    private final Versions versions;

    VersionedTable(Pipeline pipeline, int nodeId, ThrowingFunction<Object, Object> key, Versions versions) {
        this.pipeline = pipeline;
        this.nodeId = nodeId;
        this.key = key;
        this.versions = versions;
    }

    Pipeline pipeline() {
        return pipeline;
    }

    /** The node whose records are versions. */
    int nodeId() {
        return nodeId;
    }

    ThrowingFunction<Object, Object> key() {
        return key;
    }

    Versions versions() {
        return versions;
    }
}
