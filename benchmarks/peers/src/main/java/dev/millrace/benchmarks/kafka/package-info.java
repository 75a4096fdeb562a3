/** Bids as JSON in a topic of Kafka, windows of them as JSON in another one: what consumers, a loop by hand and engines make of it. */
@NullMarked
package dev.millrace.benchmarks.kafka;

import org.jspecify.annotations.NullMarked;
