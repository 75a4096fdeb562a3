package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.query.Answering;
import dev.millrace.benchmarks.query.Engine;
import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.benchmarks.query.Query;

/** Apache Flink's DataStream API; as many threads as its parallelism. */
public final class FlinkEngine implements Engine {

    /** For the service loader. */
    public FlinkEngine() {}

    @Override
    public EngineName name() {
        return EngineName.FLINK;
    }

    @Override
    public boolean answers(Query query, int threads) {
        return query.isFor(name());
    }

    @Override
    public Answering open(Query query, int threads) throws Exception {
        return new FlinkAnswering(query, threads);
    }
}
