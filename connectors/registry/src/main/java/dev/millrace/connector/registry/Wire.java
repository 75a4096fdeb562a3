package dev.millrace.connector.registry;

import java.io.IOException;

/**
 * What differs from one kind of schemas to another. Owned by one thread.
 *
 * @param <T> type of the records
 */
interface Wire<T> {

    /** What it is called in the registry. */
    String kind();

    /** The schema with which records are written; others that it needs are registered on the way. */
    RegisteredSchema written(RegistryClient client) throws IOException;

    /** The bytes behind the id. */
    byte[] encode(T record);

    /**
     * How the records of a schema are read.
     *
     * @throws IllegalArgumentException if it does not fit the class
     */
    Reader<T> reader(RegisteredSchema schema, RegistryClient client) throws IOException;

    /** Reads records of one schema. */
    @FunctionalInterface
    interface Reader<T> {

        /**
         * Reads what is behind the id.
         *
         * @param bytes all of the value
         * @param from where it begins
         * @throws IllegalArgumentException if it is no such record
         */
        T decode(byte[] bytes, int from);
    }
}
