/**
 * Joins with outside systems: {@link dev.millrace.engine.lookup.LookupOperator}. Without threads and without a clock of its
 * own. Depends on {@code operator} and {@code state}.
 */
@NullMarked
package dev.millrace.engine.lookup;

import org.jspecify.annotations.NullMarked;
