/**
 * Runs pipelines on Apache Flink: {@link dev.millrace.runner.flink.FlinkRuntime}. Nothing else here is for users.
 */
@NullMarked
package dev.millrace.runner.flink;

import org.jspecify.annotations.NullMarked;
