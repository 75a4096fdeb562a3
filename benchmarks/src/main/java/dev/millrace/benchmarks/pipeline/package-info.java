/** The queries as Millrace pipelines, written as a user would write them. */
@NullMarked
package dev.millrace.benchmarks.pipeline;

import org.jspecify.annotations.NullMarked;
