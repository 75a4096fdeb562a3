package dev.millrace.benchmarks.stores;

import dev.millrace.api.state.StateStore;
import dev.millrace.api.state.WriteBatch;
import dev.millrace.engine.EmbeddedStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/** The store of Millrace. */
final class MillraceMap implements DurableMap {

    private static final String FIELD = "v";

    private final StateStore<Long, Long> store;

    MillraceMap(Path directory) throws IOException {
        store = EmbeddedStore.open(directory);
    }

    @Override
    public void put(long key, long value) {
        store.put(key, FIELD, value);
    }

    @Override
    public void putAll(long fromKey, int count) {
        WriteBatch<Long, Long> batch = new WriteBatch<>();
        for (long key = fromKey; key < fromKey + count; key++) {
            batch.put(key, FIELD, 1L);
        }
        store.write(batch);
    }

    @Override
    public long get(long key) {
        return Objects.requireNonNull(store.get(key, FIELD), "a key that was not put");
    }

    @Override
    public void close() {
        store.close();
    }
}
