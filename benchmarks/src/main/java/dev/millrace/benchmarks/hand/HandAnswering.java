package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Answering;
import dev.millrace.benchmarks.query.Operation;
import dev.millrace.benchmarks.query.Query;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What the runs of a hand-written loop have in common. A second thread outlives all runs. */
abstract class HandAnswering implements Answering {

    private final Query query;
    final int threads;
    final Inputs inputs;
    final ExecutorService second = Executors.newSingleThreadExecutor(run -> new Thread(run, "second"));
    private Answer answer = Answer.NONE;

    HandAnswering(Query query, int threads) throws Exception {
        this.query = query;
        this.threads = threads;
        this.inputs = new Inputs(query, threads);
    }

    /** One run, with everything opened and closed. */
    abstract Answer answer(long records) throws Exception;

    /** The loop's body for bids, for one run and one thread. */
    final BidLoop newLoop(int thread) throws Exception {
        Operation operation = query.operation();
        if (operation instanceof Operation.PassThrough) {
            return new HandStateless.PassThrough();
        }
        if (operation instanceof Operation.FilterMap) {
            return new HandStateless.FilterAndMap();
        }
        if (operation instanceof Operation.Session session) {
            return new HandSession(session.gapMillis());
        }
        if (operation instanceof Operation.Window window) {
            WindowOutput output = inputs.output(thread);
            return window.isTumbling()
                    ? new HandTumbling(window.sizeMillis(), query.bids().boundMillis(), output)
                    : new HandSliding(window.sizeMillis(), window.slideMillis(), output);
        }
        return new HandRunning();
    }

    @Override
    public void prepare(long records) throws Exception {
        inputs.prepare(records);
    }

    @Override
    public void run(long records) throws Exception {
        answer = answer(records);
    }

    @Override
    public Answer answer() throws Exception {
        return inputs.files == null ? answer : inputs.files.takeAnswer();
    }

    @Override
    public void close() throws IOException {
        second.shutdownNow();
        inputs.close();
    }
}
