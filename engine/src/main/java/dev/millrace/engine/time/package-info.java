/**
 * How time moves: the watermark of one split, and of several inputs together; and what has come too late for it. Nothing here
 * reads a clock; the moment is handed in. Depends on {@code batch}, {@code api.time} and {@code api.window}.
 */
@NullMarked
package dev.millrace.engine.time;

import org.jspecify.annotations.NullMarked;
