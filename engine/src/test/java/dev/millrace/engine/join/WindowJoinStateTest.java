package dev.millrace.engine.join;

import static dev.millrace.api.window.Windows.session;
import static dev.millrace.api.window.Windows.sliding;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.graph.Node;
import dev.millrace.api.join.JoinType;
import dev.millrace.api.join.WindowJoin;
import dev.millrace.api.window.LatePolicy;
import dev.millrace.api.window.WindowSpec;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.KeyKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a join in windows keeps: each row once, and nothing when its windows have closed. */
class WindowJoinStateTest {

    private static final boolean IS_LONG = Boolean.getBoolean("millrace.long");
    private static final int ROWS = 1_024;
    private static final int KEYS_OF_ROUND = IS_LONG ? 100_000 : 10_000;
    private static final int ROUNDS = IS_LONG ? 100 : 14;
    private static final long ROUND_MILLIS = 1_000;
    private static final Duration ROUND = Duration.ofMillis(ROUND_MILLIS);

    /** Rounds after which state must have stopped growing. */
    private static final int ROUNDS_TO_SETTLE = 6;

    @SuppressWarnings("ImmutableEnumChecker") // specifications are values
    private enum Kind {
        TUMBLING(tumbling(ROUND)),
        SLIDING(sliding(ROUND.multipliedBy(2), ROUND.dividedBy(4))),
        SESSION(session(ROUND.dividedBy(2)));

        final WindowSpec<?> window;

        Kind(WindowSpec<?> window) {
            this.window = window;
        }
    }

    private final Batch batch = new Batch(ROWS);
    private long position;
    private long results;
    private int largestStep;

    private static WindowJoinOperator operator(WindowSpec<?> window, JoinType type) {
        WindowJoin join =
                new WindowJoin(type, window, (left, right) -> "met", null, LatePolicy.SIDE_STREAM, Duration.ZERO);
        Node.JoinNode node = new Node.JoinNode(2, "join", List.of(0, 1), join);
        return (WindowJoinOperator) JoinOperators.make(node, KeyKind.LONG, new boolean[2], Failures.fatal(), 0, ROWS);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void keysThatDoNotComeBackLeaveNothingBehind(Kind kind) throws Exception {
        WindowJoinOperator operator = operator(kind.window, JoinType.FULL);
        int pagesSettled = 0;
        for (int round = 0; round < ROUNDS; round++) {
            feedRound(operator, round);
            int pages = operator.pages().taken();
            if (round < ROUNDS_TO_SETTLE) {
                pagesSettled = Math.max(pagesSettled, pages);
            } else {
                assertThat(pages).as("pages in round %d", round).isLessThanOrEqualTo(pagesSettled + pagesSettled / 4);
            }
            assertThat(operator.keys().idEnd()).as("ids in round %d", round).isLessThan(8 * KEYS_OF_ROUND);
        }
        feedOneKey(operator, ROUNDS + 4L);
        // The one key, and what closed together with the last windows.
        assertThat(operator.keys().size()).isLessThanOrEqualTo(2);
        end(operator);
        assertThat(operator.held()).isZero();
        assertThat(operator.pages().taken()).isZero();
        assertThat(operator.counters().in).isEqualTo(operator.counters().passed);
        assertThat(results).isGreaterThanOrEqualTo((long) ROUNDS * KEYS_OF_ROUND);
    }

    /** A row is there once, whatever its key and however many pairs come of it; pairs come a batch at a time. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void aHotKeyIsNeverMoreThanItsRows(Kind kind) throws Exception {
        WindowJoinOperator operator = operator(kind.window, JoinType.INNER);
        int hot = 1_500;
        for (int side = 0; side < 2; side++) {
            for (int i = 0; i < hot; i++) {
                add(side, 1, i / 10);
                add(side, 2 + i, i / 10);
                if (batch.size == ROWS) {
                    send(operator, Long.MIN_VALUE);
                }
            }
            send(operator, Long.MIN_VALUE);
        }
        int pages = operator.pages().taken();
        assertThat(pages).isLessThanOrEqualTo(2 * 2 * hot / RowPages.ROWS + 2);
        end(operator);
        assertThat(largestStep).isLessThanOrEqualTo(ROWS);
        int windows = kind == Kind.SLIDING ? 8 : 1;
        assertThat(results).isEqualTo(windows * ((long) hot * hot + hot));
        assertThat(operator.pages().taken()).isZero();
        assertThat(operator.held()).isZero();
    }

    /** Results or not, a step ends: ids that give nothing are passed by some at a time. */
    @Test
    void keysWithoutPartnersTakeSeveralSteps() throws Exception {
        WindowJoinOperator operator = operator(tumbling(ROUND), JoinType.INNER);
        int keys = 100_000;
        for (int key = 0; key < keys; key++) {
            add(0, key, 5);
            if (batch.size == ROWS) {
                send(operator, Long.MIN_VALUE);
            }
        }
        send(operator, Long.MIN_VALUE);
        batch.watermark = 2 * ROUND_MILLIS;
        operator.accept(batch);
        int steps = 0;
        for (Batch out = operator.next(); out != null; out = operator.next()) {
            assertThat(out.size).isZero();
            steps++;
        }
        assertThat(steps).isGreaterThan(10);
        assertThat(operator.held()).isZero();
    }

    /** Whatever the step at which the work on an edge stops, it goes on there: each pair comes once in each of its windows. */
    @Test
    void keysOfOverlappingWindowsTakeSeveralSteps() throws Exception {
        WindowJoinOperator operator = operator(sliding(ROUND.multipliedBy(2), ROUND), JoinType.INNER);
        int keys = 50_000;
        for (int round = 0; round < 2; round++) {
            for (int side = 0; side < 2; side++) {
                for (int key = 0; key < keys; key++) {
                    add(side, key, round * ROUND_MILLIS);
                    if (batch.size == ROWS) {
                        send(operator, Long.MIN_VALUE);
                    }
                }
                send(operator, Long.MIN_VALUE);
            }
        }
        end(operator);
        // One row of each side in the first window, two in the second, one in the third.
        assertThat(results).isEqualTo((1L + 4 + 1) * keys);
        assertThat(operator.held()).isZero();
        assertThat(operator.pages().taken()).isZero();
    }

    /** Each key of a round comes on both sides, in order of time. */
    private void feedRound(WindowJoinOperator operator, int round) throws Exception {
        long firstKey = (long) round * KEYS_OF_ROUND;
        for (int side = 0; side < 2; side++) {
            for (int from = 0; from < KEYS_OF_ROUND; from += ROWS) {
                int rows = Math.min(ROWS, KEYS_OF_ROUND - from);
                long time = round * ROUND_MILLIS + side * 400L + 300L * from / KEYS_OF_ROUND;
                for (int row = 0; row < rows; row++) {
                    add(side, firstKey + from + row, time);
                }
                send(operator, time);
            }
        }
    }

    /** Windows close, one after the other, with nothing but one key in them; ids are freed a few at a time. */
    private void feedOneKey(WindowJoinOperator operator, long firstRound) throws Exception {
        int batches = 2 * operator.keys().idEnd() / 32 + 200;
        for (int i = 0; i < batches; i++) {
            long time = (firstRound + i) * ROUND_MILLIS;
            for (int row = 0; row < 32; row++) {
                add(row % 8 == 0 ? 1 : 0, -1, time);
            }
            send(operator, time);
        }
    }

    private void end(WindowJoinOperator operator) throws Exception {
        batch.isEnd = true;
        send(operator, Long.MAX_VALUE);
    }

    private void add(int side, long key, long time) {
        batch.becomeKeyed(false);
        batch.side = side;
        int row = batch.size++;
        batch.keys[row] = key;
        batch.timestamps[row] = time;
        batch.origins[row] = position++;
        batch.values[row] = key;
    }

    private void send(WindowJoinOperator operator, long watermark) throws Exception {
        batch.watermark = watermark;
        operator.accept(batch);
        for (Batch out = operator.next(); out != null; out = operator.next()) {
            results += out.size;
            largestStep = Math.max(largestStep, out.size);
        }
        batch.clear();
    }
}
