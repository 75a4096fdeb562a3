package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.OwnLine;

/**
 * A query as a loop's body. Owned by one thread; records come in the order of their numbers.
 *
 * @param <T> type of the records
 */
abstract class HandLoop<T> extends OwnLine {

    /** Takes a record. */
    abstract void add(T record) throws Exception;

    /** A number that is equal for records of one key, for dividing records among threads. */
    abstract long keyOf(T record);

    /** Whether records of one key must be taken by one thread. */
    boolean isKeyed() {
        return true;
    }

    /** Ends the input; everything that is open gives its results. */
    abstract Answer end() throws Exception;
}
