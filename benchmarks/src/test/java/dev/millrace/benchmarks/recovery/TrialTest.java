package dev.millrace.benchmarks.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Bid;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialTest {

    private static final MovingKeys KEYS = new MovingKeys(1_000);

    @Test
    void everyKeyComesOnceBeforeAnyComesTwice() {
        Set<Long> keys = new HashSet<>();
        for (long sequence = 0; sequence < KEYS.count(); sequence++) {
            keys.add(KEYS.bid(sequence, 0).auction());
        }

        assertThat(keys).hasSize(KEYS.count());
    }

    @Test
    void aHundredthOfTheKeysIsInAWindowAndAllAreInAHundredWindows() {
        Set<Long> all = new HashSet<>();
        for (long window = 0; window < MovingKeys.WINDOWS; window++) {
            Set<Long> keys = new HashSet<>();
            for (long sequence = 0; sequence < 1_000; sequence++) {
                keys.add(KEYS.bid(KEYS.count() + sequence, window).auction());
            }
            assertThat(keys).hasSize(KEYS.width());
            all.addAll(keys);
        }

        assertThat(all).hasSize(KEYS.count());
    }

    @Test
    void aReplayGivesTheResultsOfWhatCameAfterARestart() {
        Trial before = new Trial(KEYS, true, 1);
        Load load = new Load(before, null);
        Map<Long, Totals> totals = new HashMap<>();
        SplittableRandom random = new SplittableRandom(1);
        byte[] position = {};
        for (int checkpoint = 0; checkpoint < 20; checkpoint++) {
            add(load, random.nextInt(500), totals, before.newMeter());
            position = load.position();
        }

        // What came after the last checkpoint is lost, and other keys come in its place.
        Trial after = new Trial(KEYS, true, 1);
        ResultMeter meter = after.newMeter();
        Load restarted = new Load(after, position);
        for (int checkpoint = 0; checkpoint < 20; checkpoint++) {
            add(restarted, random.nextInt(500), totals, meter);
            restarted.position();
        }
        after.stop();
        assertThat(restarted.hasMore()).isFalse();

        Trial.Records records = Objects.requireNonNull(after.records());
        Answer answer = after.answer();
        assertThat(answer.results()).isEqualTo(records.end() - records.from()).isPositive();
        Replay replay = Replay.of(KEYS, records);
        assertThat(replay.answer()).isEqualTo(answer);
        assertThat(replay.changedShares()).allSatisfy(share -> assertThat(share).isBetween(0.0, 0.01));
    }

    private static void add(Load load, int count, Map<Long, Totals> totals, ResultMeter meter) {
        for (int i = 0; i < count; i++) {
            Bid bid = load.next();
            long price = bid.price();
            Totals now = totals.merge(
                    bid.auction(),
                    new Totals(1, price, price, price),
                    (old, one) -> new Totals(
                            old.count() + 1,
                            old.sum() + price,
                            Math.min(old.min(), price),
                            Math.max(old.max(), price)));
            meter.add(now.hash(bid.auction()));
        }
        meter.publish();
    }

    @Test
    void millraceGivesTheResultsOfAReplayBeforeARestartAndAfterIt(@TempDir Path directory) throws Exception {
        Trial before = new Trial(KEYS, true, 1_000_000);
        run(before, directory, () -> before.checkpointsComplete() >= 20);
        assertThat(before.results()).isGreaterThan(KEYS.count());

        Trial after = new Trial(KEYS, true, 1_000_000);
        run(after, directory, () -> after.results() >= KEYS.count());
        assertThat(Objects.requireNonNull(after.records()).from()).isPositive();
    }

    @Test
    void withoutCheckpointsTheWindowMovesWithTheClock() throws Exception {
        Trial trial = new Trial(KEYS, false, 1_000_000);
        run(trial, null, () -> trial.results() > 1_000L * KEYS.count());

        assertThat(Objects.requireNonNull(trial.records()).log().size()).isGreaterThan(1);
        assertThat(trial.checkpointsComplete()).isZero();
    }

    private static void run(Trial trial, @Nullable Path directory, BooleanSupplier isEnough) throws Exception {
        StatefulEngine.Setup setup = new StatefulEngine.Setup(trial, 2, directory, 1);
        try (StatefulEngine engine = new MillraceTrial()) {
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

    @Test
    void figuresSurviveBeingWrittenAsLines() {
        Figures figures = new Figures();
        figures.add("pause_ms", 3);
        figures.add("pause_ms", 1);
        figures.add("pause_ms", 2);
        Figures read = new Figures();
        figures.toLines().forEach(line -> read.read(line, "p."));
        read.read("anything else", "p.");

        assertThat(read.count("p.pause_ms")).isEqualTo(3);
        assertThat(read.median("p.pause_ms")).isEqualTo(2, within(0.0));
        assertThat(read.quantile("p.pause_ms", 0.99)).isEqualTo(3, within(0.0));
        assertThat(read.median("none")).isNaN();
    }
}
