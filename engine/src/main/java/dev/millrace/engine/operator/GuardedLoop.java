package dev.millrace.engine.operator;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Runs a loop over batches, and takes out the rows that fail.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>The loop knows nothing of this: it stops at a row that fails and is started again behind it. So a batch without failures is
 * one loop, and a function is called once for each record.
 *
 * <p>Rows that are to be tried again stay where they are, so that the order is kept; after the others are done the batch waits
 * for them, all together, so that the pauses of a batch do not add up with the number of its failures.
 *
 * <p>Owned by the task's thread.
 */
final class GuardedLoop {

    private final ResumableLoop loop;
    private final Failures failures;
    private final OperatorCounters counters;

    /** Indexes of the rows that wait for another try, ascending. */
    private int[] waiting = new int[0];

    private int waitingCount;

    /** How often they have been tried again. */
    private int retries;

    private long dueAtMillis;

    /** What the loop has returned. */
    private int end;

    GuardedLoop(ResumableLoop loop, Failures failures, OperatorCounters counters) {
        this.loop = loop;
        this.failures = failures;
        this.counters = counters;
    }

    /**
     * Does all rows of a batch once.
     *
     * @throws RecordFailure if the job cannot go on; the row is counted as failed, and still in the batch
     */
    void run(Batch batch) throws RecordFailure {
        waitingCount = 0;
        retries = 0;
        for (RecordFailure failure = attempt(batch, 0, batch.size); failure != null; ) {
            int row = failure.row();
            if (failures.mayRetry(failure, 0)) {
                await(row);
                row++;
            } else {
                failures.settle(batch, row, failure, counters);
                batch.remove(row);
            }
            failure = attempt(batch, row, batch.size);
        }
        pause();
    }

    /**
     * Tries those rows again that wait for it, if it is time.
     *
     * @throws RecordFailure as {@link #run}
     */
    void retry(Batch batch) throws RecordFailure {
        while (waitingCount > 0 && failures.isDue(dueAtMillis)) {
            retryOnce(batch);
        }
    }

    private void retryOnce(Batch batch) throws RecordFailure {
        retries++;
        int kept = 0;
        int gone = 0;
        for (int i = 0; i < waitingCount; i++) {
            int row = waiting[i] - gone;
            RecordFailure failure = attempt(batch, row, row + 1);
            if (failure == null) {
                gone += row + 1 - end;
            } else if (failures.mayRetry(failure, retries)) {
                waiting[kept++] = row;
            } else {
                failures.settle(batch, row, failure, counters);
                batch.remove(row);
                gone++;
            }
        }
        waitingCount = kept;
        pause();
    }

    /** Whether rows of the batch wait for another try. */
    boolean isWaiting() {
        return waitingCount > 0;
    }

    private @Nullable RecordFailure attempt(Batch batch, int from, int to) {
        try {
            end = loop.run(batch, from, to, counters);
            return null;
        } catch (RecordFailure failure) {
            return failure;
        }
    }

    private void await(int row) {
        if (waitingCount == waiting.length) {
            waiting = Arrays.copyOf(waiting, 2 * waitingCount + 8);
        }
        waiting[waitingCount++] = row;
    }

    private void pause() {
        if (waitingCount > 0) {
            dueAtMillis = failures.dueAt(retries + 1);
        }
    }
}
