package dev.millrace.api.table;

/** Which of two records of one key is the row of a table. */
public enum UpsertOrder {
    /**
     * The one with the later event time. Of records with one event time it is the one of the later split and position, so that
     * the table does not depend on how splits are interleaved. Records that are behind the watermark are late.
     */
    EVENT_TIME,
    /** The one that comes later, whatever its event time. Nothing is late. */
    ARRIVAL
}
