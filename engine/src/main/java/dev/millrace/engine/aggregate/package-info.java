/**
 * Aggregates as the engine runs them: cells in pages by id, updated column by column, and object accumulators for the
 * rest. Depends on {@code batch}, {@code operator} and {@code state}.
 */
@NullMarked
package dev.millrace.engine.aggregate;

import org.jspecify.annotations.NullMarked;
