/**
 * Functions of the user with state, timers and side outputs: {@link dev.millrace.engine.process.ProcessOperator}. State is kept
 * by id of its key, in one {@link dev.millrace.engine.process.KeyState} for each that the function declares.
 */
@NullMarked
package dev.millrace.engine.process;

import org.jspecify.annotations.NullMarked;
