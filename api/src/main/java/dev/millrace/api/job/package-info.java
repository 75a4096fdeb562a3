/**
 * What every runner offers for a running pipeline: {@link dev.millrace.api.job.Job}, its status, its ledger.
 */
@NullMarked
package dev.millrace.api.job;

import org.jspecify.annotations.NullMarked;
