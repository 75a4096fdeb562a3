/**
 * Operators in which streams, or tables, meet by key. Depends on {@code state}, {@code table} and {@code operator}.
 */
@NullMarked
package dev.millrace.engine.join;

import org.jspecify.annotations.NullMarked;
