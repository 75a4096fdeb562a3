/**
 * How a stream gets its timestamps and its watermarks, and what keeps a wrong clock from moving time.
 * Depends on {@code function}.
 */
@NullMarked
package dev.millrace.api.time;

import org.jspecify.annotations.NullMarked;
