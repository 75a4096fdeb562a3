package dev.millrace.runner.flink;

import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.Runner;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.testkit.RunnerComparison;
import dev.millrace.testkit.SimulationInput;
import dev.millrace.testkit.pipelines.RandomPipelines;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The pipelines that the engine is simulated with, every kind in turn with random input, give the same on both runners. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class RandomPipelinesTest {

    private static final boolean IS_LONG = Boolean.getBoolean("millrace.long");
    private static final int CASES = IS_LONG ? 500 : 30;
    private static final RandomPipelines PIPELINES = IS_LONG ? RandomPipelines.ofUsualSize() : RandomPipelines.small();

    private static final FlinkRuntime FLINK =
            FlinkRuntime.local().parallelism(2).batchCapacity(16).build();

    @AfterAll
    static void close() {
        FLINK.close();
    }

    @Test
    void randomPipelinesGiveTheSame(@TempDir Path directory) throws InterruptedException {
        for (long seed = 0; seed < CASES; seed++) {
            assertSame(seed, directory.resolve(String.valueOf(seed)));
        }
    }

    private static void assertSame(long seed, Path directory) throws InterruptedException {
        Random random = new Random(seed);
        try (EmbeddedRuntime embedded = EmbeddedRuntime.builder()
                .workers(1 + random.nextInt(4))
                .batchCapacity(1 + random.nextInt(100))
                .build()) {
            RunnerComparison.assertSameOn(
                    checkpointing(embedded, directory.resolve("embedded")),
                    checkpointing(FLINK, directory.resolve("flink")),
                    () -> PIPELINES.apply(SimulationInput.of(seed)));
        } catch (AssertionError | RuntimeException failed) {
            throw new AssertionError("seed " + seed + ": " + failed.getMessage(), failed);
        }
    }

    /** Some of the sinks commit with checkpoints alone. */
    private static Runner checkpointing(Runner runner, Path directory) {
        return new Runner() {

            @Override
            public Job start(Pipeline pipeline) {
                return start(pipeline, Checkpoints.in(directory).every(Duration.ofMillis(50)));
            }

            @Override
            public Job start(Pipeline pipeline, Checkpoints checkpoints) {
                return runner.start(pipeline, checkpoints);
            }
        };
    }
}
