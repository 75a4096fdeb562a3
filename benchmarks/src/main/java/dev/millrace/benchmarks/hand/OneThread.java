package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.BidColumns;

/** Drives a loop's body with all records, on the calling thread. */
final class OneThread {

    /** Rows of a chunk of columns: small enough to stay in the second-level cache. */
    static final int CHUNK = 1_024;

    private OneThread() {}

    static <T> Answer objects(ObjectInput<T> input, HandLoop<T> loop, long records) throws Exception {
        for (long i = 0; i < records; i++) {
            loop.add(input.next(i));
        }
        return loop.end();
    }

    static Answer columns(ColumnInput input, BidLoop loop, long records) throws Exception {
        BidColumns columns = new BidColumns(CHUNK);
        for (long first = 0; first < records; first += CHUNK) {
            input.fill(columns, first, (int) Math.min(CHUNK, records - first));
            addAll(columns, loop);
        }
        return loop.end();
    }

    static void addAll(BidColumns columns, BidLoop loop) throws Exception {
        for (int row = 0; row < columns.size; row++) {
            loop.add(columns.auction[row], columns.bidder[row], columns.price[row], columns.timestamp[row]);
        }
    }
}
