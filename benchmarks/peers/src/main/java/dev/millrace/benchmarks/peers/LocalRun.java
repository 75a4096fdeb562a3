package dev.millrace.benchmarks.peers;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.Bids;
import dev.millrace.benchmarks.query.Form;
import dev.millrace.benchmarks.query.JsonBids;
import dev.millrace.benchmarks.query.JsonFiles;
import dev.millrace.benchmarks.query.JsonPrices;
import dev.millrace.benchmarks.query.Operation;
import dev.millrace.benchmarks.query.Query;
import dev.millrace.benchmarks.query.Reserve;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What sources and sinks of a job share with the process around it. They are serialized on their way into the job, even if
 * that runs in the same process, so they find this by a static field: a process measures one query.
 */
public final class LocalRun implements AutoCloseable {

    private static volatile @Nullable LocalRun current;

    private final Operation operation;
    private final Bids bids;
    private final @Nullable JsonFiles files;
    private final List<Answer.Tally> tallies = new ArrayList<>();
    private volatile long records;

    /**
     * Becomes the current one.
     *
     * @param query what is asked
     * @param splits number of splits of the input
     * @throws IOException if there is no room for files
     */
    public LocalRun(Query query, int splits) throws IOException {
        operation = query.operation();
        bids = query.bids();
        files = query.form() == Form.JSON_LINES ? new JsonFiles(bids, splits) : null;
        current = this;
    }

    /**
     * The one of this process.
     *
     * @return where sources and sinks belong
     */
    public static LocalRun current() {
        LocalRun run = current;
        if (run == null) {
            throw new IllegalStateException("no query is being measured");
        }
        return run;
    }

    /**
     * Whether input and output are files.
     *
     * @return true for JSON lines
     */
    public boolean hasFiles() {
        return files != null;
    }

    /**
     * How far out of order bids are.
     *
     * @return milliseconds
     */
    public long boundMillis() {
        return bids.boundMillis();
    }

    /**
     * Makes input files.
     *
     * @param count number of records of the next runs
     * @throws IOException if there is no room for files
     */
    public void prepare(long count) throws IOException {
        if (files != null) {
            files.prepare(count);
        }
    }

    /**
     * Starts a run: forgets the answer of the last one.
     *
     * @param count number of records
     */
    public void start(long count) {
        synchronized (tallies) {
            tallies.clear();
        }
        records = count;
    }

    /**
     * Opens a split of the bids.
     *
     * @param split which
     * @param splits of how many
     * @return its bids
     * @throws IOException if a file cannot be read
     */
    public Feed<Bid> bids(int split, int splits) throws IOException {
        return files == null
                ? new Feed.Made<>(bids::apply, split, splits, bidCount())
                : new Feed.Parsed(new JsonBids(files.input(split)));
    }

    private long bidCount() {
        return operation instanceof Operation.Join join
                ? records - join.reserves().countOf(records)
                : records;
    }

    /**
     * Opens a split of the reserve prices.
     *
     * @param split which
     * @param splits of how many
     * @return its reserve prices
     */
    public Feed<Reserve> reserves(int split, int splits) {
        if (!(operation instanceof Operation.Join join)) {
            throw new IllegalStateException("this query has no reserve prices");
        }
        return new Feed.Made<>(
                join.reserves()::apply, split, splits, join.reserves().countOf(records));
    }

    /**
     * For the results of one writer.
     *
     * @return a part of the answer
     */
    public Answer.Tally newTally() {
        Answer.Tally tally = new Answer.Tally();
        synchronized (tallies) {
            tallies.add(tally);
        }
        return tally;
    }

    /**
     * A file for the results of one writer.
     *
     * @param writer index, from 0
     * @return to be closed
     * @throws IOException if it cannot be written
     */
    public JsonPrices newLines(int writer) throws IOException {
        if (files == null) {
            throw new IllegalStateException("this query has no files");
        }
        return new JsonPrices(files.output(writer));
    }

    /**
     * What all writers wrote.
     *
     * @return the answer
     * @throws IOException if a file cannot be read
     */
    public Answer answer() throws IOException {
        if (files != null) {
            return files.takeAnswer();
        }
        synchronized (tallies) {
            return tallies.stream().map(Answer.Tally::answer).reduce(Answer.NONE, Answer::plus);
        }
    }

    @Override
    public void close() throws IOException {
        current = null;
        if (files != null) {
            files.close();
        }
    }
}
