/**
 * What becomes of records that an operator could not process: {@link dev.millrace.api.failure.FailedRecord}. Depends on the
 * JDK alone.
 */
@NullMarked
package dev.millrace.api.failure;

import org.jspecify.annotations.NullMarked;
