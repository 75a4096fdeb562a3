/**
 * The {@code millrace} command: runs the demo or a user's pipeline with progress, ledger and throughput.
 * {@link dev.millrace.cli.Main} is the entry; {@link dev.millrace.cli.JobConsole} runs a pipeline on a
 * {@link dev.millrace.cli.Screen}.
 */
@NullMarked
package dev.millrace.cli;

import org.jspecify.annotations.NullMarked;
