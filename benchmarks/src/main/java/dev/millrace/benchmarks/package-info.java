/**
 * Whole-engine measurements: the same queries on Millrace, as hand-written loops and on other engines, side by side in
 * forked virtual machines, with answers compared. {@code docs/benchmarks.md} says what is measured and how to read it.
 */
@NullMarked
package dev.millrace.benchmarks;

import org.jspecify.annotations.NullMarked;
