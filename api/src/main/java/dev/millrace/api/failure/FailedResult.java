package dev.millrace.api.failure;

import dev.millrace.api.window.Window;
import org.jspecify.annotations.Nullable;

/**
 * In place of a record where no single one is to blame: the result of a key for which a function has thrown. The records that it
 * would have been made of have been counted where they belong; none of them is counted as failed.
 *
 * @param key of the result
 * @param window of the result; null where it is the row of a table
 */
public record FailedResult(Object key, @Nullable Window window) {}
