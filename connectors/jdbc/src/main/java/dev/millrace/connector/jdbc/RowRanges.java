package dev.millrace.connector.jdbc;

import dev.millrace.api.connector.RecordRefusedException;
import dev.millrace.api.connector.Records;
import java.io.IOException;

/** Takes rows range by range, and divides one that is refused until the row is found. */
final class RowRanges {

    /** Takes all rows of a range, or none. */
    interface Take {

        void take(int from, int to) throws IOException, RowRefusedException;
    }

    private RowRanges() {}

    /** Takes all rows in order, up to one that is refused. */
    static void takeAll(Records<?> rows, Take take, String sql) throws IOException, RecordRefusedException {
        takeRange(0, rows.size(), take, sql);
    }

    private static void takeRange(int from, int to, Take take, String sql) throws IOException, RecordRefusedException {
        if (from == to) {
            return;
        }
        try {
            take.take(from, to);
        } catch (RowRefusedException refused) {
            if (to - from == 1) {
                throw new RecordRefusedException(from, refused.getMessage() + ", in: " + sql, refused.getCause());
            }
            int middle = (from + to) >>> 1;
            takeRange(from, middle, take, sql);
            takeRange(middle, to, take, sql);
        }
    }
}
