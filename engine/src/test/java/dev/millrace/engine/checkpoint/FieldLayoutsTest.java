package dev.millrace.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.graph.Node;
import dev.millrace.api.join.AsOfJoin;
import dev.millrace.api.join.IntervalJoin;
import dev.millrace.api.join.JoinSpec;
import dev.millrace.api.join.JoinType;
import dev.millrace.api.join.Joiner;
import dev.millrace.api.join.OnIncomplete;
import dev.millrace.api.join.TableJoin;
import dev.millrace.api.join.VersionChoice;
import dev.millrace.api.join.Versions;
import dev.millrace.api.join.WindowJoin;
import dev.millrace.api.pattern.Pattern;
import dev.millrace.api.table.Change;
import dev.millrace.api.table.ChangeKind;
import dev.millrace.api.type.Codecs;
import dev.millrace.api.window.LatePolicy;
import dev.millrace.api.window.WindowSpec;
import dev.millrace.api.window.Windows;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.join.JoinOperators;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.pattern.PatternOperator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What joins and patterns keep is read as text without them. */
class FieldLayoutsTest {

    private static final Joiner<Object, Object, Object> BOTH = (left, right) -> left + "|" + right;
    private static final String AT_5 = "1970-01-01T00:00:00.005Z";
    private static final String AT_7 = "1970-01-01T00:00:00.007Z";

    @Test
    void aJoinNearInTimeShowsTheRowsOfBothSides() throws Exception {
        Duration second = Duration.ofSeconds(1);
        Operator join = join(new IntervalJoin(JoinType.LEFT, second, second, BOTH, Duration.ZERO));
        feed(join, 0, 5, "view", 0);
        feed(join, 1, 7, "click", 0);

        assertThat(entries(join))
                .containsExactly(
                        "time null [1970-01-01T00:00:00Z]",
                        "left 1 [" + AT_5 + " view true]",
                        "right 1 [" + AT_7 + " click false]");
    }

    @Test
    void joinsInWindowsShowRowsBySide() throws Exception {
        Operator tumbling = windowJoin(Windows.tumbling(Duration.ofSeconds(1)));
        feed(tumbling, 0, 5, "bid", 0);
        feed(tumbling, 1, 7, "auction", 0);
        assertThat(entries(tumbling))
                .containsExactly(
                        "time null [1970-01-01T00:00:00Z]",
                        "open 1 [0 " + AT_5 + " bid]",
                        "open 1 [1 " + AT_7 + " auction]");

        Operator sliding = windowJoin(Windows.sliding(Duration.ofMillis(20), Duration.ofMillis(10)));
        feed(sliding, 0, 5, "bid", 0);
        feed(sliding, 1, 11, "auction", 10);
        assertThat(entries(sliding))
                .contains("queued 1 [0 " + AT_5 + " bid]", "open 1 [1 1970-01-01T00:00:00.011Z auction]");

        Operator session = windowJoin(Windows.session(Duration.ofMillis(10)));
        feed(session, 0, 5, "bid", 0);
        feed(session, 1, 7, "auction", 0);
        assertThat(entries(session))
                .containsExactly("windows 1 [" + AT_5 + ", 1970-01-01T00:00:00.018Z, 0 " + AT_5 + " bid, 1 " + AT_7
                        + " auction]");
    }

    @Test
    void versionsAreShownWithTheirTimes() throws Exception {
        Versions versions = new Versions(false, value -> value.equals("gone"), null);
        Operator join = join(new AsOfJoin(
                JoinType.LEFT,
                VersionChoice.AS_OF,
                OnIncomplete.WAIT,
                null,
                versions,
                false,
                false,
                BOTH,
                Duration.ZERO));
        feed(join, 1, 5, "sunny", 0);
        feed(join, 1, 7, "gone", 0);
        feed(join, 0, 7, "flight", 0);

        assertThat(entries(join))
                .contains("histories 1 [" + AT_5 + " sunny, " + AT_7 + " null]", "waiting 1 [" + AT_7 + ", flight]");
    }

    @Test
    void searchesShowRowsAndWhatWasTaken() throws Exception {
        Pattern<Object> pattern = Pattern.begin("first", value -> value.equals("a"))
                .followedBy("second", value -> value.equals("b"))
                .within(Duration.ofSeconds(1))
                .skipToNext();
        Operator search = new PatternOperator(pattern, KeyKind.LONG, false, false, Failures.fatal(), 8);
        feed(search, 0, 5, "a", 6);
        feed(search, 0, 7, "c", 7);

        assertThat(entries(search))
                .containsExactly(
                        "waiting 1 [" + AT_7 + ", c, 1]",
                        "searches 1 [" + AT_5 + ", 1, 0 " + AT_5 + " a, 0 0 -1 " + "3 0 0]");
    }

    @Test
    void joinedTablesShowBothRowsAndTheResult() throws Exception {
        Operator join = join(new TableJoin(JoinType.FULL, BOTH));
        feed(join, 0, 5, new Change<>(ChangeKind.INSERT, 1L, "left"), 0);
        feed(join, 1, 7, new Change<>(ChangeKind.INSERT, 1L, "right"), 0);

        assertThat(entries(join)).containsExactly("rows 1 [left, right, " + AT_7 + ", left|right, 1]");
    }

    private static Operator windowJoin(WindowSpec<?> window) {
        return join(new WindowJoin(JoinType.INNER, window, BOTH, null, LatePolicy.SIDE_STREAM, Duration.ZERO));
    }

    private static Operator join(JoinSpec spec) {
        Node.JoinNode node = new Node.JoinNode(2, "join", List.of(0, 1), spec);
        return JoinOperators.make(node, KeyKind.LONG, new boolean[] {false, false}, Failures.fatal(), 0, 8);
    }

    private static void feed(Operator operator, int side, long time, Object value, long watermark)
            throws RecordFailure {
        Batch batch = new Batch(1);
        batch.becomeKeyed(false);
        batch.side = side;
        batch.keys[0] = 1;
        batch.timestamps[0] = time;
        batch.values[0] = value;
        batch.size = 1;
        batch.watermark = watermark;
        batch.sideWatermark = watermark;
        operator.accept(batch);
        while (operator.next() != null) {
            // Nobody looks at results.
        }
    }

    /** List, key and fields of all entries. */
    private static List<String> entries(Operator operator) {
        TaskWriter out = new TaskWriter("task", 0, Codecs.STANDARD);
        out.operator("operator", operator.counters(), operator::capture);
        CheckpointHeader header =
                new CheckpointHeader("pipeline", 1, CheckpointHeader.Kind.CHECKPOINT, 1_000, 1, List.of());
        Checkpoint checkpoint =
                new Checkpoint(header, 0, List.of(new TaskBlock(out.finish().toByteArray(), false)));
        List<String> entries = new ArrayList<>();
        new CheckpointContents(checkpoint).entries("operator", entry -> {
            assertThat(entry.isLayoutKnown()).isTrue();
            entries.add(entry.list() + " " + entry.key() + " " + entry.fields());
        });
        return entries;
    }
}
