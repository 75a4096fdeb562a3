package dev.millrace.benchmarks.jet;

import com.hazelcast.jet.Traverser;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.Match;
import dev.millrace.benchmarks.query.Reserve;
import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The accumulator of a join: what both sides have of one auction in one window, without objects. */
final class Pairs implements Serializable {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final long[] NONE = {};

    /** Price and timestamp of each. */
    private long[] bids = NONE;

    private int bidsEnd;

    /** Prices. */
    private long[] reserves = NONE;

    private int reservesEnd;

    void add(Bid bid) {
        bids = withRoom(bids, bidsEnd + 2);
        bids[bidsEnd++] = bid.price();
        bids[bidsEnd++] = bid.timestamp();
    }

    void add(Reserve reserve) {
        reserves = withRoom(reserves, reservesEnd + 1);
        reserves[reservesEnd++] = reserve.price();
    }

    /** Adds what another accumulator has, which is unchanged. */
    void add(Pairs other) {
        bids = withRoom(bids, bidsEnd + other.bidsEnd);
        System.arraycopy(other.bids, 0, bids, bidsEnd, other.bidsEnd);
        bidsEnd += other.bidsEnd;
        reserves = withRoom(reserves, reservesEnd + other.reservesEnd);
        System.arraycopy(other.reserves, 0, reserves, reservesEnd, other.reservesEnd);
        reservesEnd += other.reservesEnd;
    }

    private static long[] withRoom(long[] cells, int end) {
        return end <= cells.length ? cells : Arrays.copyOf(cells, Math.max(end, Math.max(4, cells.length * 2)));
    }

    Pairs copy() {
        Pairs copy = new Pairs();
        copy.add(this);
        return copy;
    }

    /** Each bid with each reserve price, one at a time. */
    Traverser<Match> matches(long auction) {
        return new Traverser<>() {
            private int bid;
            private int reserve;

            @Override
            public @Nullable Match next() {
                if (reserve == reservesEnd) {
                    bid += 2;
                    reserve = 0;
                }
                return bid >= bidsEnd || reservesEnd == 0
                        ? null
                        : new Match(auction, bids[bid], reserves[reserve++], bids[bid + 1]);
            }
        };
    }
}
