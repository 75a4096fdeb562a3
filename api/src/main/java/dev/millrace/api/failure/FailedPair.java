package dev.millrace.api.failure;

import org.jspecify.annotations.Nullable;

/**
 * In place of a record where the function of a join has thrown: the two that have met. Both have been counted where they belong;
 * neither is counted as failed.
 *
 * @param left the left one; null where the right one came alone
 * @param right the right one; null where the left one came alone
 */
public record FailedPair(@Nullable Object left, @Nullable Object right) {}
