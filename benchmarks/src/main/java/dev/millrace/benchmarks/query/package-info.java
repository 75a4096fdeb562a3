/**
 * What is asked of every engine: the queries, their records, how answers are compared, and the interface by which an
 * engine takes part.
 */
@NullMarked
package dev.millrace.benchmarks.query;

import org.jspecify.annotations.NullMarked;
