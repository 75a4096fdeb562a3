package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.Query;
import java.util.List;

/** A hand-written loop over bids that are objects. */
final class ObjectAnswering extends HandAnswering {

    ObjectAnswering(Query query, int threads) throws Exception {
        super(query, threads);
    }

    @Override
    Answer answer(long records) throws Exception {
        try (ObjectInput<Bid> input = inputs.objects(0)) {
            if (threads == 1) {
                return OneThread.objects(input, newLoop(0), records);
            }
            try (ObjectInput<Bid> ofSecond = inputs.objects(1)) {
                return TwoThreads.run(
                        List.of(
                                new Share.Objects<>(input, newLoop(0), Bid[]::new),
                                new Share.Objects<>(ofSecond, newLoop(1), Bid[]::new)),
                        records,
                        second);
            }
        }
    }
}
