package dev.millrace.testkit.pipelines;

/**
 * A record of a random input.
 *
 * @param key few have most of the records
 * @param timeMillis event time, unique in its input
 * @param value small
 * @param split where it comes from
 */
record Event(int key, long timeMillis, long value, int split) {}
