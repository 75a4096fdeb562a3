package dev.millrace.engine.exchange;

import dev.millrace.engine.batch.Shard;

/**
 * Which worker owns a key. Keys belong to a fixed number of shards for ever, and shards to workers for one run, so that
 * the number of workers may change between two runs.
 *
 * <p>The shard is taken from the low bits of a stable hash; the hash tables use the high bits of another one, so that
 * the keys of one worker do not crowd into a part of its table.
 *
 * @param workers number of owners, at most {@value #SHARDS}
 */
public record ShardMap(int workers) {

    /** Number of shards; also the most workers that a keyed operator can have. */
    public static final int SHARDS = Shard.COUNT;

    /** Validates. */
    public ShardMap {
        if (workers < 1 || workers > SHARDS) {
            throw new IllegalArgumentException(
                    "the number of workers must be between 1 and " + SHARDS + ", got " + workers);
        }
    }

    int ownerOfLong(long key) {
        return owner(Shard.ofLong(key));
    }

    int ownerOfHash(long stableHash) {
        return owner(Shard.ofHash(stableHash));
    }

    /** Which worker owns a shard. */
    public int owner(int shard) {
        return shard * workers / SHARDS;
    }
}
