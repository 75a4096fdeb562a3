package dev.millrace.benchmarks.query;

/**
 * Something that answers queries. Made in a process that measures nothing else. Engines outside of this module are found
 * by {@link java.util.ServiceLoader}.
 */
public interface Engine {

    /**
     * Its name on the command line and in the report.
     *
     * @return one of {@link EngineName}
     */
    EngineName name();

    /**
     * Whether this engine can answer a query.
     *
     * @param query what is asked
     * @param threads how many threads it may use for the records
     * @return false for a dash in the report
     */
    boolean answers(Query query, int threads);

    /**
     * Makes what can be made once for all runs: workers, a local cluster.
     *
     * @param query what is asked
     * @param threads how many threads it may use for the records
     * @return to be closed
     * @throws Exception if it cannot start
     */
    Answering open(Query query, int threads) throws Exception;
}
