/**
 * Operators with state by key but without windows: running aggregates, deduplication, rankings. Depends on
 * {@code aggregate}, {@code state} and {@code operator}.
 */
@NullMarked
package dev.millrace.engine.keyed;

import org.jspecify.annotations.NullMarked;
