package dev.millrace.engine.window;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.summary;
import static dev.millrace.api.window.Windows.session;
import static dev.millrace.api.window.Windows.sliding;
import static dev.millrace.api.window.Windows.trailing;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.aggregate.Aggregates;
import dev.millrace.api.window.ClosedBy;
import dev.millrace.api.window.Emission;
import dev.millrace.api.window.WindowSpec;
import dev.millrace.api.window.Windows;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.KeyKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys that come once and never again: what they leave behind must go, or a job that runs for months does not. */
class StateSoakTest {

    private static final boolean IS_LONG = Boolean.getBoolean("millrace.long");
    private static final int KEYS_OF_ROUND = IS_LONG ? 100_000 : 20_000;

    private static final int ROWS = 1_024;
    private static final long ROUND_MILLIS = 1_000;
    private static final Duration ROUND = Duration.ofMillis(ROUND_MILLIS);

    /** Rounds after which state must have stopped growing. */
    private static final int ROUNDS_TO_SETTLE = 6;

    @SuppressWarnings("ImmutableEnumChecker") // specifications are values
    private enum Kind {
        TUMBLING(tumbling(ROUND), Emission.FINAL_ONLY),
        TUMBLING_REVISED(
                tumbling(ROUND),
                Emission.FINAL_ONLY.withEarlyEvery(Duration.ofMillis(300)).withAllowedLateness(ROUND)),
        SLIDING_BY_SUBTRACTION(sliding(ROUND.multipliedBy(2), ROUND.dividedBy(4)), Emission.FINAL_ONLY),
        SLIDING_BY_TWO_STACKS(sliding(ROUND.multipliedBy(2), ROUND.dividedBy(4)), Emission.FINAL_ONLY),
        SLIDING_REVISED(
                sliding(ROUND, ROUND.dividedBy(2)),
                Emission.FINAL_ONLY.withDiscarding().withEarlyEveryRecords(1)),
        SESSION(session(ROUND.dividedBy(2)), Emission.FINAL_ONLY),
        SESSION_REVISED(session(ROUND.dividedBy(2)), Emission.FINAL_ONLY.withAllowedLateness(ROUND)),
        COUNT(Windows.count(2), Emission.FINAL_ONLY),
        TRAILING(trailing(ROUND), Emission.FINAL_ONLY);

        final WindowSpec<?> window;
        final Emission emission;

        Kind(WindowSpec<?> window, Emission emission) {
            this.window = window;
            this.emission = emission;
        }

        int rounds() {
            return !IS_LONG ? 20 : this == TUMBLING ? 1_000 : 100;
        }

        Aggregate<Long, ?, ?> aggregate() {
            return this == SLIDING_BY_SUBTRACTION
                    ? allOf(Aggregates.count(), Aggregates.sum(Long::longValue), List::of)
                    : summary(Long::longValue);
        }
    }

    private final Batch batch = new Batch(ROWS);
    private long position;
    private long results;

    @ParameterizedTest
    @EnumSource(Kind.class)
    void keysThatDoNotComeBackLeaveNothingBehind(Kind kind) throws Exception {
        WindowOperator operator =
                new WindowOperator(List.of(kind.window), kind.emission, kind.aggregate(), KeyKind.LONG, false, ROWS);
        long bytesBefore = operator.state().accumulators().bytes();
        long bytesSettled = 0;
        for (int round = 0; round < kind.rounds(); round++) {
            feedRound(operator, round);
            long bytes = operator.state().accumulators().bytes();
            if (round < ROUNDS_TO_SETTLE) {
                bytesSettled = Math.max(bytesSettled, bytes);
            } else {
                assertThat(bytes).as("bytes in round %d", round).isLessThanOrEqualTo(bytesSettled + bytesSettled / 4);
            }
            assertThat(operator.state().keys().idEnd())
                    .as("ids in round %d", round)
                    .isLessThan(6 * KEYS_OF_ROUND);
        }
        long fed = 2L * kind.rounds() * KEYS_OF_ROUND;
        assertThat(results).isGreaterThanOrEqualTo(fed / 2 - 4L * KEYS_OF_ROUND);

        feedOneKey(operator, kind.rounds() + 4L);
        // The one key, and what closed together with the last windows.
        assertThat(operator.state().keys().size()).isLessThanOrEqualTo(2);
        end(operator);
        assertThat(operator.state().accumulators().bytes()).isEqualTo(bytesBefore);
        assertThat(operator.held()).isZero();
        assertThat(operator.counters().in).isEqualTo(operator.counters().passed);
    }

    /** Each key of a round comes twice, in order of time. */
    private void feedRound(WindowOperator operator, int round) throws Exception {
        long firstKey = (long) round * KEYS_OF_ROUND;
        for (int half = 0; half < 2; half++) {
            for (int from = 0; from < KEYS_OF_ROUND; from += ROWS) {
                int rows = Math.min(ROWS, KEYS_OF_ROUND - from);
                long time = round * ROUND_MILLIS + half * 400L + 300L * from / KEYS_OF_ROUND;
                for (int row = 0; row < rows; row++) {
                    add(firstKey + from + row, time);
                }
                send(operator, time);
            }
        }
    }

    /** Windows close, one after the other, with nothing but one key in them; ids are freed a few at a time. */
    private void feedOneKey(WindowOperator operator, long firstRound) throws Exception {
        int batches = 2 * operator.state().keys().idEnd() / ROWS + 200;
        for (int i = 0; i < batches; i++) {
            long time = (firstRound + i) * ROUND_MILLIS;
            for (int row = 0; row < ROWS; row++) {
                add(-1, time);
            }
            send(operator, time);
        }
    }

    private void end(WindowOperator operator) throws Exception {
        batch.cause = ClosedBy.END;
        batch.isEnd = true;
        send(operator, Long.MAX_VALUE);
    }

    private void add(long key, long time) {
        batch.becomeKeyed(false);
        int row = batch.size++;
        batch.keys[row] = key;
        batch.timestamps[row] = time;
        batch.origins[row] = position++;
        batch.values[row] = key;
    }

    private void send(WindowOperator operator, long watermark) throws Exception {
        batch.watermark = watermark;
        operator.accept(batch);
        for (Batch out = operator.next(); out != null; out = operator.next()) {
            results += out.size;
        }
        batch.clear();
    }
}
