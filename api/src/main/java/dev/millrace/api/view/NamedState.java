package dev.millrace.api.view;

/**
 * Something that a view can show.
 *
 * @param operator name of the operator in the pipeline
 * @param kind what it is, and so by which method of the view it is read
 * @param name of the state within a process function; empty where an operator has one state
 * @param description for people, as {@code value 'last-seen' of Instant}
 */
public record NamedState(String operator, Kind kind, String name, String description) {

    /** What a state is. */
    public enum Kind {
        /** One value for each key: {@link StateView#state(String, dev.millrace.api.state.ValueSpec)}. */
        VALUE,
        /** A list for each key: {@link StateView#state(String, dev.millrace.api.state.ListSpec)}. */
        LIST,
        /** A map for each key: {@link StateView#state(String, dev.millrace.api.state.MapSpec)}. */
        MAP,
        /** An aggregate of a process function: {@link StateView#state(String, dev.millrace.api.state.AggregatingSpec)}. */
        AGGREGATING,
        /** The result of a running aggregation for each key: {@link StateView#aggregate}. */
        RUNNING_AGGREGATE,
        /** The open windows of each key: {@link StateView#windows}. */
        WINDOWS,
        /** The rows of a table: {@link StateView#table(String)}. */
        TABLE,
        /** The versions of a table's rows that an as-of join keeps: {@link StateView#versions}. */
        VERSIONS,
        /** The records that a join keeps: {@link StateView#joinRows}. */
        JOIN_ROWS,
        /** What a search for a pattern has found so far: {@link StateView#partialMatches}. */
        PARTIAL_MATCHES,
        /** The timers of a process function: {@link StateView#timers}. */
        TIMERS
    }

    /** As {@code 'visits'}, or {@code 'visits'/'last-seen'} for a state of a process function. */
    @Override
    public String toString() {
        return "'" + operator + "'" + (name.isEmpty() ? "" : "/'" + name + "'");
    }
}
