package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.NamedBid;
import dev.millrace.benchmarks.query.NamedBids;
import dev.millrace.benchmarks.query.Operation;
import dev.millrace.benchmarks.query.Query;
import java.util.List;

/** A hand-written loop over bids with names. */
final class NamedAnswering extends HandAnswering {

    private final NamedBids bids;
    private final long sizeMillis;

    NamedAnswering(Query query, int threads) throws Exception {
        super(query, threads);
        this.bids = query.namedBids();
        this.sizeMillis = ((Operation.Window) query.operation()).sizeMillis();
    }

    @Override
    Answer answer(long records) throws Exception {
        return threads == 1
                ? OneThread.objects(new ObjectInput.Made<>(bids), new HandNamedTumbling(sizeMillis), records)
                : TwoThreads.run(List.of(share(), share()), records, second);
    }

    private Share.Objects<NamedBid> share() {
        return new Share.Objects<>(new ObjectInput.Made<>(bids), new HandNamedTumbling(sizeMillis), NamedBid[]::new);
    }
}
