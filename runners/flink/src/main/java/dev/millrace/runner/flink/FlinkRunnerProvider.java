package dev.millrace.runner.flink;

import dev.millrace.api.job.Runner;
import dev.millrace.api.job.RunnerProvider;

/** Has {@code Millrace.flink()} make {@link FlinkRuntime}s. It can be loaded where Flink is not. */
public final class FlinkRunnerProvider implements RunnerProvider {

    /** For the service loader. */
    public FlinkRunnerProvider() {}

    @Override
    public String name() {
        return "flink";
    }

    @Override
    public Runner local(int parallelism) {
        return FlinkRuntime.local().parallelism(parallelism).build();
    }
}
