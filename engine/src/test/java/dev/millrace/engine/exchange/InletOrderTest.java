package dev.millrace.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.join.ReadOrder;
import dev.millrace.engine.batch.Batch;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The orders in which sides are read that are not that of event time. */
class InletOrderTest {

    private final Lane stream = new Lane("stream", "join", 8, 1);
    private final Lane table = new Lane("table", "join", 8, 1);
    private final Outlet toStream = new Outlet(List.of(stream), Routing.FORWARD, new ShardMap(1), true);
    private final Outlet toTable = new Outlet(List.of(table), Routing.FORWARD, new ShardMap(1), true);

    private Inlet inlet(ReadOrder order) {
        return new Inlet(
                List.of(new Inlet.Group(0, List.of(stream), false), new Inlet.Group(1, List.of(table), false)),
                order,
                10);
    }

    private static void send(Outlet outlet, String value, long watermark, boolean hasCaughtUp) {
        send(outlet, value, watermark, watermark, hasCaughtUp);
    }

    private static void send(Outlet outlet, String value, long time, long watermark, boolean hasCaughtUp) {
        Batch batch = new Batch(1);
        batch.timestamps[0] = time;
        batch.values[0] = value;
        batch.size = 1;
        batch.watermark = watermark;
        batch.hasCaughtUp = hasCaughtUp;
        assertThat(outlet.offer(batch)).isTrue();
        outlet.flush();
    }

    private static @Nullable Object next(Inlet inlet) {
        inlet.release();
        Batch batch = inlet.poll();
        while (batch != null && batch.size == 0) {
            inlet.release();
            batch = inlet.poll();
        }
        return batch == null ? null : batch.values[0];
    }

    @Test
    void sidesTakeTurnsHoweverFarOneIsAhead() {
        Inlet inlet = inlet(ReadOrder.IN_TURN);
        send(toStream, "s1", 1_000, false);
        send(toStream, "s2", 2_000, false);
        send(toStream, "s3", 3_000, false);
        send(toTable, "t1", 1, false);
        send(toTable, "t2", 2, false);
        assertThat(next(inlet)).isEqualTo("s1");
        assertThat(next(inlet)).isEqualTo("t1");
        assertThat(next(inlet)).isEqualTo("s2");
        assertThat(next(inlet)).isEqualTo("t2");
        assertThat(next(inlet)).isEqualTo("s3");
        assertThat(next(inlet)).isNull();
    }

    @Test
    void theLastSideComesFirstUntilItHasCaughtUp() {
        Inlet inlet = inlet(ReadOrder.LAST_SIDE_FIRST);
        send(toStream, "s1", 1, false);
        send(toTable, "t1", 1_000, false);
        send(toTable, "t2", 2_000, false);
        assertThat(next(inlet)).isEqualTo("t1");
        assertThat(next(inlet)).isEqualTo("t2");
        assertThat(next(inlet)).isNull();
        send(toTable, "t3", 3_000, true);
        assertThat(next(inlet)).isEqualTo("t3");
        assertThat(next(inlet)).isEqualTo("s1");
        send(toStream, "s2", 2, false);
        assertThat(next(inlet)).as("once is enough").isEqualTo("s2");
    }

    @Test
    void theStreamIsReadIfTheTableMayBeWaitingForIt() {
        Inlet inlet = inlet(ReadOrder.LAST_SIDE_FIRST);
        send(toStream, "s1", 1, false);
        assertThat(next(inlet)).isNull();
        toTable.setQuiet(true);
        assertThat(next(inlet)).isEqualTo("s1");
    }

    @Test
    void theLastSideGoesAheadToWhereTheRowsOfTheStreamAre() {
        Inlet inlet = inlet(ReadOrder.LAST_SIDE_AHEAD);
        send(toStream, "s1", 1_007, 1_000, false);
        assertThat(next(inlet)).isEqualTo("s1");
        send(toStream, "s2", 1_003, 1_000, false);
        send(toTable, "t1", 1_005, 1_005, false);
        send(toTable, "t2", 1_007, 1_007, false);
        send(toTable, "t3", 1_008, 1_008, false);
        send(toTable, "t4", 1_020, 1_020, false);
        assertThat(List.of(nextOf(inlet), nextOf(inlet), nextOf(inlet)))
                .as("at 1007 a version of that time may still come")
                .containsExactly("t1", "t2", "t3");
        assertThat(nextOf(inlet)).isEqualTo("s2");
    }

    @Test
    void theLastSideIsAheadOfTheNextRowsIfTheyComeInOrder() {
        Inlet inlet = inlet(ReadOrder.LAST_SIDE_AHEAD);
        toTable.setQuiet(true);
        send(toStream, "s1", 1_000, 1_000, false);
        send(toStream, "s2", 1_004, 1_004, false);
        assertThat(nextOf(inlet)).isEqualTo("s1");
        assertThat(nextOf(inlet)).isEqualTo("s2");
        send(toStream, "s3", 1_008, 1_008, false);
        send(toTable, "t1", 1_008, 1_008, false);
        send(toTable, "t2", 1_009, 1_009, false);
        assertThat(List.of(nextOf(inlet), nextOf(inlet), nextOf(inlet))).containsExactly("t1", "t2", "s3");
    }

    @Test
    void theLastSideIsNoFurtherAheadThanTheLead() {
        Inlet inlet = inlet(ReadOrder.LAST_SIDE_AHEAD);
        send(toStream, "s1", 5_000, 1_000, false);
        assertThat(nextOf(inlet)).isEqualTo("s1");
        send(toStream, "s2", 5_000, 1_000, false);
        send(toTable, "t1", 1_000, 1_000, false);
        send(toTable, "t2", 1_010, 1_010, false);
        send(toTable, "t3", 1_020, 1_020, false);
        assertThat(List.of(nextOf(inlet), nextOf(inlet), nextOf(inlet))).containsExactly("t1", "t2", "s2");
        assertThat(inlet.leadMillis()).isEqualTo(10);
    }

    private static Object nextOf(Inlet inlet) {
        Object value = next(inlet);
        assertThat(value).isNotNull();
        return value;
    }
}
