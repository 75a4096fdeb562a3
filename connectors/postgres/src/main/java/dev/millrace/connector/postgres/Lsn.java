package dev.millrace.connector.postgres;

import org.postgresql.replication.LogSequenceNumber;

/** Places in the log of a server, as numbers that grow. */
final class Lsn {

    private Lsn() {}

    static long parse(String text) {
        return LogSequenceNumber.valueOf(text).asLong();
    }

    static String text(long lsn) {
        return LogSequenceNumber.valueOf(lsn).asString();
    }
}
