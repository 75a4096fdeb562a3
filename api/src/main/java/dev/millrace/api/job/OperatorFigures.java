package dev.millrace.api.job;

import java.util.List;

/**
 * One operator of a job, and where it stands in the pipeline.
 *
 * @param name its name
 * @param description what it does, for people
 * @param role what it is
 * @param inputs names of the operators from which its records come
 * @param isBlocked whether it waits for something outside to take its records, as a sink that is not ready
 * @param hotKeys the keys that have much of its records, the hottest first; empty if it reads no keys
 * @param latency of a sink: how long each record took until the sink's writer had it, from the moment at which the record that made
 *     it certain was read from its source: the record that it was made of, or, of what waits for time, the one that moved the
 *     watermark. Since the job was started, or went back to its last checkpoint, in this process. Nothing is known of records that the
 *     clock makes certain, as timers do, and on the caller's thread, where a look at the clock takes as long as a record. Empty for
 *     what is no sink
 * @param memory what it keeps in memory
 */
public record OperatorFigures(
        String name,
        String description,
        Role role,
        List<String> inputs,
        boolean isBlocked,
        List<HotKey> hotKeys,
        LatencyHistogram latency,
        MemoryFigures memory) {

    /** What an operator is. */
    public enum Role {
        /** Reads records. */
        SOURCE,
        /** Takes records and gives records. */
        OPERATOR,
        /** Gives the records that were late for its input. */
        LATE,
        /** Gives the records that its input could not process. */
        FAILED,
        /** Writes records. */
        SINK
    }

    /** Copies. */
    public OperatorFigures {
        inputs = List.copyOf(inputs);
        hotKeys = List.copyOf(hotKeys);
    }
}
