package dev.millrace.engine.flight;

/**
 * A record as it was read.
 *
 * @param position in its split, as its reader gave it
 * @param timestamp event time that its reader gave it, in epoch milliseconds; without a meaning if it gave none
 * @param description of its position, as the split describes it
 * @param value the record
 */
public record FlightRow(long position, long timestamp, String description, Object value) {}
