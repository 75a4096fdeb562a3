/**
 * Tasks and the workers that run them. {@code Task} is the one mover of batches; only this package starts threads.
 * Depends on {@code operator} and {@code exchange}.
 */
@NullMarked
package dev.millrace.engine.worker;

import org.jspecify.annotations.NullMarked;
