package dev.millrace.benchmarks.stores;

import java.nio.file.Path;
import java.util.Objects;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/** H2's store, which is asked to commit and sync what it would else write by and by. */
final class MvStoreMap implements DurableMap {

    private final MVStore store;
    private final MVMap<Long, Long> map;

    MvStoreMap(Path directory) {
        store = new MVStore.Builder()
                .fileName(directory.resolve("mvstore").toString())
                .autoCommitDisabled()
                .open();
        map = store.openMap("map");
    }

    private void sync() {
        store.commit();
        store.sync();
    }

    @Override
    public void put(long key, long value) {
        map.put(key, value);
        sync();
    }

    @Override
    public void putAll(long fromKey, int count) {
        for (long key = fromKey; key < fromKey + count; key++) {
            map.put(key, 1L);
        }
        sync();
    }

    @Override
    public long get(long key) {
        return Objects.requireNonNull(map.get(key), "a key that was not put");
    }

    @Override
    public void close() {
        store.close();
    }
}
