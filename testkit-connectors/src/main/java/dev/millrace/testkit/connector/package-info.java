/**
 * What every connector must do, as tests of JUnit: extend {@link dev.millrace.testkit.connector.SourceContract} or {@link
 * dev.millrace.testkit.connector.SinkContract} with a class that says how to make the source or sink, on the real system at the other end.
 */
@NullMarked
package dev.millrace.testkit.connector;

import org.jspecify.annotations.NullMarked;
