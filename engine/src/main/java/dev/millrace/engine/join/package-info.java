/**
 * Operators in which streams, or tables, meet by key. Depends on {@code state}, {@code time}, {@code table},
 * {@code operator} and, for lists of sessions, on {@code window}.
 */
@NullMarked
package dev.millrace.engine.join;

import org.jspecify.annotations.NullMarked;
