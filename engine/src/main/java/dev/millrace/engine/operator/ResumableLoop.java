package dev.millrace.engine.operator;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;

/** A loop that can be started again behind a row that failed, so that the row can be taken out, or tried once more. */
@FunctionalInterface
public interface ResumableLoop extends RowLoop {

    /**
     * Does some rows. Where some of them do not stay, those behind move up.
     *
     * @param batch the rows
     * @param from index of the first; those before it are left alone
     * @param to index behind the last; those from it on are left alone, but may move up
     * @param counters for rows that do not stay
     * @return where the row stands now that stood at {@code to}
     * @throws RecordFailure of the first row that fails, with the index where it stands now: the rows before it are done, it and
     *     those behind it are not
     */
    int run(Batch batch, int from, int to, OperatorCounters counters) throws RecordFailure;

    @Override
    default void run(Batch batch, OperatorCounters counters) throws RecordFailure {
        run(batch, 0, batch.size, counters);
    }
}
