/**
 * The queries as loops that a careful Java programmer writes for the one query, without fault tolerance. Frozen: what
 * Millrace is measured against may only be made faster. Each query is one file; how records come in and how two threads
 * share them is in files of its own.
 */
@NullMarked
package dev.millrace.benchmarks.hand;

import org.jspecify.annotations.NullMarked;
