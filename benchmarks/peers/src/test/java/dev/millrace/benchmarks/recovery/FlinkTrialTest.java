package dev.millrace.benchmarks.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.benchmarks.flink.FlinkTrial;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlinkTrialTest {

    private static final MovingKeys KEYS = new MovingKeys(1_000);
    private static final long INTERVAL_MILLIS = 50;

    @TempDir
    private Path directory;

    @Test
    void flinkGivesTheResultsOfAReplayBeforeARestartAndAfterIt() throws Exception {
        Trial before = new Trial(KEYS, true, INTERVAL_MILLIS * 1_000_000);
        run(before, () -> before.checkpointsComplete() >= 3);
        assertThat(before.results()).isGreaterThan(KEYS.count());

        Trial after = new Trial(KEYS, true, INTERVAL_MILLIS * 1_000_000);
        run(after, () -> after.results() >= KEYS.count());
        assertThat(Objects.requireNonNull(after.records()).from()).isPositive();
    }

    private void run(Trial trial, BooleanSupplier isEnough) throws Exception {
        StatefulEngine.Setup setup = new StatefulEngine.Setup(trial, 2, directory, INTERVAL_MILLIS);
        try (StatefulEngine engine = new FlinkTrial()) {
            engine.open(setup);
            engine.start(setup);
            waitUntil(isEnough);
            trial.stop();
            waitUntil(() -> trial.records() != null);
            Trial.Records records = Objects.requireNonNull(trial.records());
            waitUntil(() -> trial.results() == records.end() - records.from());
            assertThat(trial.answer()).isEqualTo(Replay.of(KEYS, records).answer());
        }
    }

    private static void waitUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(100_000);
        }
    }
}
