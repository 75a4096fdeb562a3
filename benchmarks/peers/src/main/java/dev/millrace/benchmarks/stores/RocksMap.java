package dev.millrace.benchmarks.stores;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** RocksDB, as it comes, with writes that wait for the disk. */
final class RocksMap implements DurableMap {

    private final Options options = new Options().setCreateIfMissing(true);
    private final WriteOptions synced = new WriteOptions().setSync(true);
    private final RocksDB database;

    RocksMap(Path directory) throws RocksDBException {
        database = RocksDB.open(options, directory.toString());
    }

    private static byte[] bytes(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    @Override
    public void put(long key, long value) throws RocksDBException {
        database.put(synced, bytes(key), bytes(value));
    }

    @Override
    public void putAll(long fromKey, int count) throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            for (long key = fromKey; key < fromKey + count; key++) {
                batch.put(bytes(key), bytes(1));
            }
            database.write(synced, batch);
        }
    }

    @Override
    public long get(long key) throws RocksDBException {
        return ByteBuffer.wrap(database.get(bytes(key))).getLong();
    }

    @Override
    public void close() {
        database.close();
        synced.close();
        options.close();
    }
}
