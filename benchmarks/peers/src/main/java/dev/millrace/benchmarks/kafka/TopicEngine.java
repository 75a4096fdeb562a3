package dev.millrace.benchmarks.kafka;

import dev.millrace.benchmarks.query.EngineName;

/**
 * Something that reads a topic of bids from its start to its end: count, sum, average, least and greatest price by auction in windows of
 * {@link Bidding#WINDOW_MILLIS}, written to another topic. Found by {@link java.util.ServiceLoader}, used by one thread.
 */
public interface TopicEngine {

    /**
     * Its name on the command line and in the report.
     *
     * @return one of {@link EngineName}; {@link EngineName#GENERATE} reads the topic and does nothing else
     */
    EngineName name();

    /**
     * Reads the topic of bids, from start to end. Returns when all results are in the topic of results, committed.
     *
     * @param run what is read and written
     * @throws Exception if that fails
     */
    void run(TopicRun run) throws Exception;
}
