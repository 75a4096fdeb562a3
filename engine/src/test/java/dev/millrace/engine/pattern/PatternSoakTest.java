package dev.millrace.engine.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.pattern.Pattern;
import dev.millrace.api.window.ClosedBy;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.KeyKind;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that come for a while and never again: what their partial matches leave behind must go. */
class PatternSoakTest {

    private static final boolean IS_LONG = Boolean.getBoolean("millrace.long");
    private static final int ROUNDS = IS_LONG ? 200 : 12;
    private static final int KEYS_OF_ROUND = 5_000;
    private static final int ROWS = 512;
    private static final long ROUND_MILLIS = 1_000;

    private final Batch batch = new Batch(ROWS);
    private long position;
    private long results;

    /** Of three records of a key, 0, 1 and 2: the first and the last. */
    private static Pattern<Long> pattern(String afterMatch) {
        Pattern<Long> pattern = Pattern.<Long>begin("zero", value -> value == 0)
                .followedBy("one", value -> value == 1)
                .oneOrMore()
                .optional()
                .followedBy("two", (value, soFar) -> value == 2 + soFar.first("zero"))
                .within(Duration.ofMillis(ROUND_MILLIS));
        return switch (afterMatch) {
            case "next" -> pattern.skipToNext();
            case "last" -> pattern.skipToLast("two");
            default -> pattern;
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"past", "next", "last"})
    void keysThatDoNotComeBackLeaveNothingBehind(String afterMatch) throws Exception {
        PatternOperator operator =
                new PatternOperator(pattern(afterMatch), KeyKind.LONG, true, true, Failures.fatal(), ROWS);
        for (int round = 0; round < ROUNDS; round++) {
            // Every third key never gets its last record, so that it runs out of time.
            for (int value = 0; value < 3; value++) {
                for (int key = 0; key < KEYS_OF_ROUND; key++) {
                    if (value < 2 || key % 3 > 0) {
                        add(operator, (long) round * KEYS_OF_ROUND + key, round * ROUND_MILLIS + value * 300L, value);
                    }
                }
                send(operator, round * ROUND_MILLIS + value * 300L);
            }
            assertThat(operator.searches().keys().idEnd())
                    .as("ids in round %d", round)
                    .isLessThan(6 * KEYS_OF_ROUND);
        }
        // Ids are freed a few at a time, more of them the more rows a batch has.
        long rest = ROUNDS * ROUND_MILLIS * 3L;
        for (int i = 0; i < 100; i++) {
            for (int row = 0; row < ROWS; row++) {
                add(operator, -1, rest + i, 7);
            }
            send(operator, rest + i);
        }
        // Of each key one: a match, or what ran out of time.
        assertThat(results).isEqualTo((long) ROUNDS * KEYS_OF_ROUND);
        assertThat(operator.held()).as("the last records wait").isEqualTo(ROWS);
        assertThat(operator.searches().size()).isZero();
        assertThat(operator.searches().hasDeadlines()).isFalse();
        assertThat(operator.searches().keys().size()).isLessThanOrEqualTo(2);

        batch.cause = ClosedBy.END;
        batch.isEnd = true;
        send(operator, Long.MAX_VALUE);
        assertThat(operator.held()).isZero();
        assertThat(operator.counters().in).isEqualTo(operator.counters().passed);
    }

    private void add(PatternOperator operator, long key, long time, long value) throws Exception {
        batch.becomeKeyed(false);
        int row = batch.size++;
        batch.keys[row] = key;
        batch.timestamps[row] = time;
        batch.origins[row] = position++;
        batch.values[row] = value;
        if (batch.isFull()) {
            send(operator, batch.watermark);
        }
    }

    private void send(PatternOperator operator, long watermark) throws Exception {
        batch.watermark = watermark;
        operator.accept(batch);
        for (Batch out = operator.next(); out != null; out = operator.next()) {
            results += out.size;
        }
        batch.clear();
    }
}
