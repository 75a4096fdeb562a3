package dev.millrace.engine.view;

import dev.millrace.api.type.StableHash;
import dev.millrace.api.view.StateRows;
import dev.millrace.engine.batch.Shard;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are decoded by shard, since that is what a reader of state can pass over without decoding: one for who asks for a key,
 * all at once for who asks for everything. Thread-safe.
 */
final class ShardedRows implements StateRows<Object, Object> {

    private final Decoding decoding;
    private final Map<Integer, Map<Object, Object>> byShard = new HashMap<>();
    private @Nullable Map<Object, Object> all;

    /** Decodes some shards. */
    interface Decoding {

        /** Gives a new map of all rows whose keys are in these shards. */
        Map<Object, Object> decode(IntPredicate shards);
    }

    ShardedRows(Decoding decoding) {
        this.decoding = decoding;
    }

    @Override
    public Optional<Object> get(Object key) {
        return Optional.ofNullable(shard(Shard.ofHash(StableHash.of(key))).get(key));
    }

    private synchronized Map<Object, Object> shard(int shard) {
        return all == null ? byShard.computeIfAbsent(shard, absent -> decoding.decode(each -> each == shard)) : all;
    }

    @Override
    public synchronized Map<Object, Object> asMap() {
        if (all == null) {
            all = Collections.unmodifiableMap(new LinkedHashMap<>(decoding.decode(shard -> true)));
            byShard.clear();
        }
        return all;
    }
}
