/**
 * Aggregates: plain values that say how records become one result. The library is in
 * {@link dev.millrace.api.aggregate.Aggregates}. Depends on {@code function}, and on {@code type} for storing accumulators.
 */
@NullMarked
package dev.millrace.api.aggregate;

import org.jspecify.annotations.NullMarked;
