/**
 * Small programs that can be run: {@link dev.millrace.examples.HelloWindows} is the smallest,
 * {@link dev.millrace.examples.WikipediaHourly} is what {@code millrace demo} shows,
 * {@link dev.millrace.examples.DnsByRcode} has records out of order and an aggregate of its own, and
 * {@link dev.millrace.examples.PushFromProgram} makes its records itself.
 */
@NullMarked
package dev.millrace.examples;

import org.jspecify.annotations.NullMarked;
