package dev.millrace.benchmarks.stores;

/** What is measured of a store. */
interface DurableMap extends AutoCloseable {

    /** Returns when the value is durable. */
    void put(long key, long value) throws Exception;

    /** Returns when all values, 1 by key from a key on, are durable. */
    void putAll(long fromKey, int count) throws Exception;

    /** Reads a value that is there. */
    long get(long key) throws Exception;

    @Override
    void close();
}
