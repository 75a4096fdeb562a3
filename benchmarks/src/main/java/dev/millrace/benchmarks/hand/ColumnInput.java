package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.BidColumns;
import dev.millrace.benchmarks.query.Bids;
import dev.millrace.benchmarks.query.JsonBids;

/** Where a loop over columns gets them. Owned by one thread. */
interface ColumnInput extends AutoCloseable {

    /** Fills columns with the next bids, the first of which has this number. */
    void fill(BidColumns columns, long first, int count);

    @Override
    default void close() {}

    /** Computes bids. */
    record Made(Bids bids) implements ColumnInput {

        @Override
        public void fill(BidColumns columns, long first, int count) {
            bids.fill(columns, first, count);
        }
    }

    /** Parses bids. */
    record Parsed(JsonBids lines) implements ColumnInput {

        @Override
        public void fill(BidColumns columns, long first, int count) {
            for (int row = 0; row < count; row++) {
                if (!lines.next()) {
                    throw new IllegalStateException("the input ends before bid " + (first + row));
                }
                lines.copyTo(columns, row);
            }
            columns.size = count;
        }

        @Override
        public void close() {
            lines.close();
        }
    }
}
