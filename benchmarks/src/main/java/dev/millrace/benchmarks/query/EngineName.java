package dev.millrace.benchmarks.query;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The engines, in the order of the report. */
public enum EngineName {
    /** Making the records as objects, and nothing else. */
    GENERATE,
    /** Filling columns with the records, and nothing else. */
    GENERATE_COLUMNS,
    /** The hand-written loop over records that exist as objects. */
    HAND_OBJECTS,
    /** The hand-written loop over columns. */
    HAND_COLUMNS,
    /** Millrace with a user's class, whose fields it cannot know. */
    MILLRACE_OPAQUE,
    /** The same pipelines of Millrace on Apache Flink. */
    MILLRACE_FLINK,
    /** Apache Flink. */
    FLINK,
    /** Hazelcast Jet. */
    JET,
    /** Kafka Streams, which reads and writes topics alone. */
    KAFKA_STREAMS;

    /**
     * Those that can be chosen; the others are measured in any case.
     *
     * @return names
     */
    public static List<EngineName> choosable() {
        return Arrays.stream(values()).filter(name -> !name.isGenerator()).toList();
    }

    /**
     * Finds one that can be chosen.
     *
     * @param text as {@link #toString} gives it
     * @return the engine
     * @throws IllegalArgumentException if there is none
     */
    public static EngineName of(String text) {
        return choosable().stream()
                .filter(name -> name.toString().equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("there is no engine '" + text + "'; they are " + choosable()));
    }

    /**
     * Whether it only makes records.
     *
     * @return true for the cost of the input alone
     */
    public boolean isGenerator() {
        return this == GENERATE || this == GENERATE_COLUMNS;
    }

    /**
     * Whether it is an engine of others, or needs one, in the module {@code benchmarks/peers}.
     *
     * @return true if the classes are not on every class path
     */
    public boolean isPeer() {
        return this == MILLRACE_FLINK || this == FLINK || this == JET || this == KAFKA_STREAMS;
    }

    /**
     * The loop that this engine is compared with: the one that gets its records in the same form.
     *
     * @return the engine whose ratio is 1
     */
    public EngineName reference() {
        return this == HAND_COLUMNS || this == GENERATE_COLUMNS ? HAND_COLUMNS : HAND_OBJECTS;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
