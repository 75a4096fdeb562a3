/** The queries on Apache Flink's DataStream API, in a cluster inside the process. */
@NullMarked
package dev.millrace.benchmarks.flink;

import org.jspecify.annotations.NullMarked;
