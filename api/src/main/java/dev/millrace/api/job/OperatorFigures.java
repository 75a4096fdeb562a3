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
 * @param memory what it keeps in memory
 */
public record OperatorFigures(
        String name,
        String description,
        Role role,
        List<String> inputs,
        boolean isBlocked,
        List<HotKey> hotKeys,
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
