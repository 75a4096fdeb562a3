package dev.millrace.api.failure;

import java.time.Instant;

/**
 * In place of a record where there is none: a timer of a {@link dev.millrace.api.process.ProcessFunction} that has thrown. It has fired,
 * and does not fire again; no record is counted as failed.
 *
 * @param key of the timer
 * @param time for which it was set
 * @param isProcessingTime true for processing time, false for event time
 */
public record FailedTimer(Object key, Instant time, boolean isProcessingTime) {}
