/**
 * How records meet what an outside system knows: functions that ask it, and the limits that they are asked within. Built by
 * {@link dev.millrace.api.stream.Stream#lookup}. Depends on {@code api.function} alone.
 */
@NullMarked
package dev.millrace.api.lookup;

import org.jspecify.annotations.NullMarked;
