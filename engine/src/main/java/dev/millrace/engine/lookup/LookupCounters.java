package dev.millrace.engine.lookup;

/** What a lookup has cost and saved in one task. Plain fields with one writer, the task's thread. */
final class LookupCounters {

    long calls;
    long retries;
    long timeouts;
    long hits;
    long misses;
}
