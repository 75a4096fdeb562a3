/**
 * Windowed aggregation: slices of time with the accumulators of their keys. Depends on {@code aggregate},
 * {@code operator}, {@code state}, {@code time} and {@code batch}.
 */
@NullMarked
package dev.millrace.engine.window;

import org.jspecify.annotations.NullMarked;
