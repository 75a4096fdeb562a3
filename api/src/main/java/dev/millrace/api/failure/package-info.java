/**
 * What becomes of records that an operator could not process: a
 * {@link dev.millrace.api.failure.FailurePolicy} says it, and a {@link dev.millrace.api.failure.FailedRecord} or
 * {@link dev.millrace.api.failure.DeadLetter} tells of one that was set aside.
 */
@NullMarked
package dev.millrace.api.failure;

import org.jspecify.annotations.NullMarked;
