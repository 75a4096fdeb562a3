/**
 * One running job: its tasks and lanes made from a plan, its end, its ledger. Depends on {@code plan} and
 * {@code worker} and what is below them.
 */
@NullMarked
package dev.millrace.engine.job;

import org.jspecify.annotations.NullMarked;
