package dev.millrace.benchmarks.query;

import java.io.IOException;

/**
 * Answers one query again and again. Used by one thread.
 *
 * <pre>{@code
 * prepare(n)  (run(n)  answer())*   prepare(m)  (run(m)  answer())*   ...   close()
 * }</pre>
 */
public interface Answering extends AutoCloseable {

    /**
     * Makes what must exist before the first record is read, input files for example. Not measured.
     *
     * @param records how many records the next runs have
     * @throws Exception if it cannot be made
     */
    default void prepare(long records) throws Exception {}

    /**
     * Answers the query on the first records, from start to end. This is what is measured.
     *
     * @param records how many
     * @throws Exception if the engine fails
     */
    void run(long records) throws Exception;

    /**
     * What the last run answered. Not measured.
     *
     * @return the answer
     * @throws Exception if it cannot be read
     */
    Answer answer() throws Exception;

    /**
     * What threads have allocated that are no more, since this was made. Living threads are asked by the caller.
     *
     * @return bytes
     */
    default long bytesAllocatedByEndedThreads() {
        return 0;
    }

    @Override
    void close() throws IOException;
}
