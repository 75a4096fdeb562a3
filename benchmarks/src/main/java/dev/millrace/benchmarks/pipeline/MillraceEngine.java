package dev.millrace.benchmarks.pipeline;

import dev.millrace.benchmarks.query.Answering;
import dev.millrace.benchmarks.query.Engine;
import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.benchmarks.query.JsonFiles;
import dev.millrace.benchmarks.query.Operation;
import dev.millrace.benchmarks.query.Query;

/** Millrace, its records being objects of a user's class, in batches of 1,024. A thread is a worker. */
public final class MillraceEngine implements Engine {

    /** For the list of engines. */
    public MillraceEngine() {}

    @Override
    public EngineName name() {
        return EngineName.MILLRACE_OPAQUE;
    }

    @Override
    public boolean answers(Query query, int threads) {
        return switch (query.form()) {
            case PUSHED -> threads == 1;
            case JSON_LINES, RECORDS, NAMED, CROWDED, JOINED -> true;
        };
    }

    @Override
    public Answering open(Query query, int threads) throws Exception {
        return switch (query.form()) {
            case JSON_LINES ->
                new JsonAnswering(
                        new JsonFiles(query.bids(), threads),
                        Windowing.of((Operation.Window) query.operation()),
                        threads);
            case PUSHED -> new PushAnswering(query.bids());
            case RECORDS, NAMED, CROWDED, JOINED -> JobAnswering.embedded(query, threads);
        };
    }
}
