/**
 * How time moves: the watermark of one split, and of several inputs together. Nothing here reads a clock; the moment is
 * handed in. Depends on {@code batch} and {@code api.time}.
 */
@NullMarked
package dev.millrace.engine.time;

import org.jspecify.annotations.NullMarked;
