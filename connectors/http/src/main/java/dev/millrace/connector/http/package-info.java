/**
 * HTTP at both ends, by what the JDK has: {@link dev.millrace.connector.http.Webhook} takes what others post into an ingress,
 * {@link dev.millrace.connector.http.ServerSentEvents} reads a stream of events, {@link dev.millrace.connector.http.HttpSink} posts records.
 *
 * <p>Stored bytes, version 1, big-endian. What an {@code HttpSink} has prepared: {@code byte version; string attempt; varint count; for each: bytes body}. The
 * position in a stream of events: {@code byte version; varint number; string lastEventId}.
 */
@NullMarked
package dev.millrace.connector.http;

import org.jspecify.annotations.NullMarked;
