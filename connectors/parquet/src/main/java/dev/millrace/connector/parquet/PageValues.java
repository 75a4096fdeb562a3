package dev.millrace.connector.parquet;

/**
 * Values of a page as they are stored, one after the other: {@code Boolean}, {@code Long} for whole numbers of 32 and 64 bits, {@code Float}, {@code Double}, and
 * {@code byte[]} for all others. Owned by one thread.
 */
@FunctionalInterface
interface PageValues {

    /**
     * The next value; an array belongs to who gets it.
     *
     * @throws InvalidParquetException if there is none, or none that can be read
     */
    Object next() throws InvalidParquetException;
}
