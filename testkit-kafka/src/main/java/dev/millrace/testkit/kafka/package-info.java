/** A real Kafka broker for tests, in the JVM of the test. Depends on nothing of ours. */
@NullMarked
package dev.millrace.testkit.kafka;

import org.jspecify.annotations.NullMarked;
