/**
 * Small programs that can be run: {@link dev.millrace.examples.HelloWindows} is the smallest,
 * {@link dev.millrace.examples.WikipediaHourly} is what {@code millrace demo} shows,
 * {@link dev.millrace.examples.DnsByRcode} has records out of order and an aggregate of its own, and
 * {@link dev.millrace.examples.PushFromProgram} makes its records itself.
 *
 * <p>Sessions and their totals: {@link dev.millrace.examples.UserSessions},
 * {@link dev.millrace.examples.AccessSessions}. The same by state and timers: {@link dev.millrace.examples.QuietEditors}. Windows that overlap: {@link dev.millrace.examples.LlmRequests}, of two files
 * as one stream, and {@link dev.millrace.examples.MachineTemperature}, with exact decimals. Days of a calendar:
 * {@link dev.millrace.examples.CloudwatchDaily} and {@link dev.millrace.examples.FlightsDaily}, of any time zone. Windows of six
 * hours: {@link dev.millrace.examples.AccessByStatus}, and {@link dev.millrace.examples.QuakesByNetwork}, whose records come
 * days late. Departures with the weather of their time, a join with a table as it was:
 * {@link dev.millrace.examples.FlightsByVisibility}.
 */
@NullMarked
package dev.millrace.examples;

import org.jspecify.annotations.NullMarked;
