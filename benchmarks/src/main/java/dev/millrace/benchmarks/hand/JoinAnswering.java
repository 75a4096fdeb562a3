package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Answering;
import dev.millrace.benchmarks.query.Bids;
import dev.millrace.benchmarks.query.Operation;
import dev.millrace.benchmarks.query.Query;
import dev.millrace.benchmarks.query.Reserves;
import java.util.function.Supplier;

/** A hand-written join over objects or columns. */
final class JoinAnswering implements Answering {

    private final Bids bids;
    private final Reserves reserves;
    private final boolean isColumns;
    private final Supplier<JoinLoop> newLoop;
    private Answer answer = Answer.NONE;

    private JoinAnswering(Query query, boolean isColumns, Supplier<JoinLoop> newLoop) {
        this.bids = query.bids();
        this.reserves = ((Operation.Join) query.operation()).reserves();
        this.isColumns = isColumns;
        this.newLoop = newLoop;
    }

    static JoinAnswering of(Query query, boolean isColumns) {
        return new JoinAnswering(query, isColumns, () -> newLoop(query));
    }

    /** The cost of the input alone. Its answer is the number of records. */
    static JoinAnswering generating(Query query, boolean isColumns) {
        return new JoinAnswering(query, isColumns, JoinLoop.None::new);
    }

    private static JoinLoop newLoop(Query query) {
        if (query.operation() instanceof Operation.WindowJoin join) {
            return new HandWindowJoin(join.sizeMillis());
        }
        if (query.operation() instanceof Operation.IntervalJoin join) {
            return new HandIntervalJoin(join.beforeMillis(), join.afterMillis());
        }
        return new HandAsOfJoin(query.bids().boundMillis());
    }

    @Override
    public void run(long records) throws Exception {
        JoinLoop loop = newLoop.get();
        answer =
                isColumns ? Merge.columns(bids, reserves, records, loop) : Merge.objects(bids, reserves, records, loop);
    }

    @Override
    public Answer answer() {
        return answer;
    }

    @Override
    public void close() {}
}
