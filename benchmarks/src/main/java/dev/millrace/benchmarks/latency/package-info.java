/**
 * How late results are at a fixed rate: windows over records that are offered on a schedule, and how long after the record that made
 * a result certain was due the sink had it.
 */
@NullMarked
package dev.millrace.benchmarks.latency;

import org.jspecify.annotations.NullMarked;
