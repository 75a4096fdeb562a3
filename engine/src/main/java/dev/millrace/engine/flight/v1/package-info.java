/**
 * The file of a flight, version 1. Numbers and strings are those of {@link dev.millrace.api.type.BinaryOutput}, <i>schemas</i> and
 * <i>value</i> those of a {@link dev.millrace.api.type.ValueEncoder}.
 *
 * <pre>
 * file      int magic 'MRFL', byte version, int CRC-32C of all that follows, schemas, flight
 * flight    string pipeline, long when in epoch milliseconds, varint epoch, varint count, {split}
 * split     string source, string id, boolean bounded, boolean ended, varint forgotten, varint count, {row}
 * row       varint position, long timestamp, string description of the position, value record
 * </pre>
 */
@NullMarked
package dev.millrace.engine.flight.v1;

import org.jspecify.annotations.NullMarked;
