package dev.millrace.api.window;

import java.time.Instant;

/**
 * One result of one window for one key.
 *
 * @param key the key
 * @param start the first instant inside the window
 * @param end the first instant after the window
 * @param value the aggregate over the records of that key in that window
 * @param kind whether anything may follow
 * @param revision how many results of this key and window came before
 * @param closedBy what closed the window
 * @param <K> type of the key
 * @param <R> type of the aggregate's result
 */
public record WindowResult<K, R>(
        K key, Instant start, Instant end, R value, ResultKind kind, int revision, ClosedBy closedBy) {}
