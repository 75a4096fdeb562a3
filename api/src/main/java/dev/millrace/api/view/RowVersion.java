package dev.millrace.api.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A version of a row of a table that keeps its history: what the row was from a time on, up to the next version.
 *
 * @param since the event time from which it counts
 * @param value what the row was; null if it was deleted
 * @param <V> type of the values
 */
public record RowVersion<V>(Instant since, @Nullable V value) {}
