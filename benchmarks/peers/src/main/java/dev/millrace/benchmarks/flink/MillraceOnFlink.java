package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.pipeline.JobAnswering;
import dev.millrace.benchmarks.query.Answering;
import dev.millrace.benchmarks.query.Engine;
import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.benchmarks.query.Query;
import dev.millrace.runner.flink.FlinkRuntime;

/** The pipelines of Millrace on Flink, with the settings of {@link FlinkAnswering}, whose jobs they are to be compared with. */
public final class MillraceOnFlink implements Engine {

    /** For the service loader. */
    public MillraceOnFlink() {}

    @Override
    public EngineName name() {
        return EngineName.MILLRACE_FLINK;
    }

    @Override
    public boolean answers(Query query, int threads) {
        return query.isFor(name());
    }

    @Override
    public Answering open(Query query, int threads) {
        FlinkRuntime runtime = FlinkRuntime.local().parallelism(threads).build();
        return JobAnswering.of(query, threads, runtime, runtime::close);
    }
}
