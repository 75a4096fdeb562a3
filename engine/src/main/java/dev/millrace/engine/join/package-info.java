/**
 * Operators in which streams meet by key. Depends on {@code state}, {@code time} and {@code operator}.
 */
@NullMarked
package dev.millrace.engine.join;

import org.jspecify.annotations.NullMarked;
