package dev.millrace.engine.batch;

import dev.millrace.api.type.StableHash;

/**
 * One of a fixed number of parts of all keys. A key belongs to its shard for ever, and a shard to a worker for one run, so
 * that the number of workers may change between two runs.
 */
public final class Shard {

    /** Number of shards; also the most workers that a keyed operator can have. */
    public static final int COUNT = 128;

    private Shard() {}

    /** The shard of a key that is a number. */
    public static int ofLong(long key) {
        return ofHash(StableHash.of(key));
    }

    /** The shard of a key that is an object, by its stable hash. */
    public static int ofHash(long stableHash) {
        return (int) stableHash & (COUNT - 1);
    }
}
