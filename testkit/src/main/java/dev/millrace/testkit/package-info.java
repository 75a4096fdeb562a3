/**
 * Tests of whole pipelines in milliseconds: the real engine under a virtual clock and a seeded scheduler. Needs no test
 * framework; what fails throws {@link java.lang.AssertionError} with the seed that repeats it.
 */
@NullMarked
package dev.millrace.testkit;

import org.jspecify.annotations.NullMarked;
