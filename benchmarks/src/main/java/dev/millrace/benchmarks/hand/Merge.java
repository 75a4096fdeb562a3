package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.BidColumns;
import dev.millrace.benchmarks.query.Bids;
import dev.millrace.benchmarks.query.Reserve;
import dev.millrace.benchmarks.query.ReserveColumns;
import dev.millrace.benchmarks.query.Reserves;
import org.jspecify.annotations.Nullable;

/** Drives a join's body with both inputs, merged by event time, on the calling thread. */
final class Merge {

    private Merge() {}

    static Answer objects(Bids bids, Reserves reserves, long records, JoinLoop loop) throws Exception {
        long reserveCount = reserves.countOf(records);
        long bidCount = records - reserveCount;
        ObjectInput<Bid> left = new ObjectInput.Made<>(bids);
        ObjectInput<Reserve> right = new ObjectInput.Made<>(reserves);
        long rightNext = 0;
        @Nullable Reserve reserve = reserveCount == 0 ? null : right.next(0);
        for (long i = 0; i < bidCount; i++) {
            Bid bid = left.next(i);
            while (reserve != null && reserve.timestamp() <= bid.timestamp()) {
                add(reserve, loop);
                reserve = ++rightNext < reserveCount ? right.next(rightNext) : null;
            }
            loop.bid(bid.auction(), bid.price(), bid.timestamp());
        }
        while (reserve != null) {
            add(reserve, loop);
            reserve = ++rightNext < reserveCount ? right.next(rightNext) : null;
        }
        return loop.end();
    }

    private static void add(Reserve reserve, JoinLoop loop) {
        loop.reserve(reserve.auction(), reserve.price(), reserve.timestamp());
    }

    static Answer columns(Bids bids, Reserves reserves, long records, JoinLoop loop) {
        long reserveCount = reserves.countOf(records);
        long bidCount = records - reserveCount;
        BidColumns left = new BidColumns(OneThread.CHUNK);
        Rows right = new Rows(reserves, reserveCount);
        for (long first = 0; first < bidCount; first += OneThread.CHUNK) {
            bids.fill(left, first, (int) Math.min(OneThread.CHUNK, bidCount - first));
            for (int row = 0; row < left.size; row++) {
                right.addUpTo(left.timestamp[row], loop);
                loop.bid(left.auction[row], left.price[row], left.timestamp[row]);
            }
        }
        right.addUpTo(Long.MAX_VALUE, loop);
        return loop.end();
    }

    /** The reserve prices, chunk by chunk. */
    private static final class Rows {

        private final Reserves reserves;
        private final long count;
        private final ReserveColumns columns = new ReserveColumns(OneThread.CHUNK);
        private long made;
        private int row;

        Rows(Reserves reserves, long count) {
            this.reserves = reserves;
            this.count = count;
        }

        /** Adds those that are not after a time. */
        void addUpTo(long timestamp, JoinLoop loop) {
            while (hasRow() && columns.timestamp[row] <= timestamp) {
                loop.reserve(columns.auction[row], columns.price[row], columns.timestamp[row]);
                row++;
            }
        }

        private boolean hasRow() {
            if (row < columns.size) {
                return true;
            }
            if (made == count) {
                return false;
            }
            reserves.fill(columns, made, (int) Math.min(OneThread.CHUNK, count - made));
            made += columns.size;
            row = 0;
            return true;
        }
    }
}
