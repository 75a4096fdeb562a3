package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Query;
import java.util.List;

/** A hand-written loop over columns of bids. */
final class ColumnAnswering extends HandAnswering {

    ColumnAnswering(Query query, int threads) throws Exception {
        super(query, threads);
    }

    @Override
    Answer answer(long records) throws Exception {
        try (ColumnInput input = inputs.columns(0)) {
            if (threads == 1) {
                return OneThread.columns(input, newLoop(0), records);
            }
            try (ColumnInput ofSecond = inputs.columns(1)) {
                return TwoThreads.run(
                        List.of(new Share.Columns(input, newLoop(0)), new Share.Columns(ofSecond, newLoop(1))),
                        records,
                        second);
            }
        }
    }
}
