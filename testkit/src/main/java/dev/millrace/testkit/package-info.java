/**
 * Tests of whole pipelines in milliseconds: the real engine under a virtual clock and a seeded scheduler. Needs no test
 * framework; what fails throws {@link java.lang.AssertionError} with the seed that repeats it. For aggregates there is a
 * test of their laws, {@link dev.millrace.testkit.AggregateLaws}, which needs no engine at all, and for what keeps bytes a disk
 * that tears, loses and fails, {@link dev.millrace.testkit.FaultyStorage}. What a flight recorder has kept of a job that failed is
 * replayed by {@link dev.millrace.testkit.FlightReplay}.
 */
@NullMarked
package dev.millrace.testkit;

import org.jspecify.annotations.NullMarked;
