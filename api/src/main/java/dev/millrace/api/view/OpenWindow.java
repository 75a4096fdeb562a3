package dev.millrace.api.view;

import java.time.Instant;

/**
 * A window that has not closed yet, with the result that it would have if it closed now.
 *
 * @param start the first instant inside the window
 * @param end the first instant after it, as far as is known by now: that of a session may still move
 * @param value the aggregate over the records that it has so far
 * @param <R> type of the result
 */
public record OpenWindow<R>(Instant start, Instant end, R value) {}
