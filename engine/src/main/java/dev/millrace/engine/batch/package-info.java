/**
 * The unit of movement: {@link dev.millrace.engine.batch.Batch}, a struct of arrays with the signals of time in its
 * header. Depends on {@code api.window} alone.
 */
@NullMarked
package dev.millrace.engine.batch;

import org.jspecify.annotations.NullMarked;
