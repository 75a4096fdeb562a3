package dev.millrace.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.batch.Batch;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InletTest {

    private final Lane left = new Lane("left", "join", 4, 2);
    private final Lane right = new Lane("right", "join", 4, 2);
    private final Outlet toLeft = new Outlet(List.of(left), Routing.FORWARD, new ShardMap(1), true);
    private final Outlet toRight = new Outlet(List.of(right), Routing.FORWARD, new ShardMap(1), true);
    private final Inlet inlet =
            new Inlet(List.of(new Inlet.Group(0, List.of(left), false), new Inlet.Group(1, List.of(right), false)), 10);

    private static void send(Outlet outlet, String value, long watermark) {
        Batch batch = new Batch(2);
        batch.values[0] = value;
        batch.size = 1;
        batch.watermark = watermark;
        assertThat(outlet.offer(batch)).isTrue();
        outlet.flush();
    }

    private static void end(Outlet outlet) {
        Batch batch = new Batch(2);
        batch.watermark = Long.MAX_VALUE;
        batch.isEnd = true;
        assertThat(outlet.offer(batch)).isTrue();
    }

    private static void idle(Outlet outlet, long watermark) {
        Batch batch = new Batch(2);
        batch.watermark = watermark;
        batch.isIdle = true;
        assertThat(outlet.offer(batch)).isTrue();
        outlet.flush();
    }

    /** The value of the next row, with the side it came by; null if nothing may be read. */
    private @Nullable String next() {
        inlet.release();
        Batch batch = inlet.poll();
        return batch == null ? null : batch.side + (batch.size == 0 ? "" : ":" + batch.values[0]);
    }

    @Test
    void sideThatIsBehindComesFirst() {
        send(toLeft, "a", 1000);
        send(toRight, "b", 0);
        assertThat(next()).isIn("0:a", "1:b");
        assertThat(next()).isIn("0:a", "1:b");
        send(toLeft, "c", 2000);
        send(toLeft, "d", 3000);
        send(toRight, "e", 500);
        assertThat(next()).isEqualTo("1:e");
    }

    @Test
    void sideThatIsAheadByMoreThanTheLeadWaitsForWhatIsOnItsWay() {
        send(toRight, "b", 0);
        send(toLeft, "a", 11);
        assertThat(List.of(String.valueOf(next()), String.valueOf(next()))).containsExactlyInAnyOrder("0:a", "1:b");
        send(toLeft, "c", 12);
        assertThat(next())
                .as("left is 11 ahead, and the right side may have something")
                .isNull();
        assertThat(inlet.isQuiet()).isFalse();
        send(toRight, "d", 1);
        assertThat(next()).isEqualTo("1:d");
        assertThat(next()).as("10 ahead is within the lead").isEqualTo("0:c");
        assertThat(inlet.leadMillis()).isEqualTo(11);
    }

    @Test
    void nobodyWaitsForWhatIsNotOnItsWay() {
        send(toLeft, "a", 1000);
        assertThat(next()).as("how far it goes is known when it has been read").isEqualTo("0:a");
        send(toLeft, "b", 2000);
        assertThat(next()).isNull();
        toRight.setQuiet(true);
        assertThat(next()).isEqualTo("0:b");
        toRight.setQuiet(false);
        send(toLeft, "c", 3000);
        assertThat(next()).isNull();
    }

    @Test
    void quietSideThatSentSomethingBeforeIsReadFirst() {
        send(toRight, "b", 5);
        toRight.setQuiet(true);
        send(toLeft, "a", 1000);
        assertThat(next()).isIn("0:a", "1:b");
        assertThat(next()).isIn("0:a", "1:b");
        send(toRight, "c", 6);
        send(toLeft, "d", 2000);
        assertThat(next()).isEqualTo("1:c");
        assertThat(next()).isEqualTo("0:d");
    }

    @Test
    void nobodyWaitsForASideThatIsIdleOrHasEnded() {
        idle(toRight, 5);
        assertThat(next()).isEqualTo("1");
        send(toLeft, "a", 1000);
        assertThat(next()).isEqualTo("0:a");
        send(toRight, "b", 6);
        assertThat(next()).isEqualTo("1:b");
        send(toLeft, "c", 2000);
        assertThat(next()).isNull();
        end(toRight);
        assertThat(next()).isEqualTo("1");
        assertThat(next()).isEqualTo("0:c");
    }

    @Test
    void headerTellsTheTimeOfAllAndOfTheSide() {
        send(toLeft, "a", 1000);
        send(toRight, "b", 995);
        for (int i = 0; i < 2; i++) {
            inlet.release();
            Batch batch = inlet.poll();
            assertThat(batch).isNotNull();
            assertThat(batch.sideWatermark).isEqualTo(batch.side == 0 ? 1000 : 995);
            assertThat(batch.watermark).isEqualTo(i == 0 ? Long.MIN_VALUE : 995);
        }
    }

    @Test
    void inputIsFinishedWhenAllSidesHaveEnded() {
        end(toLeft);
        assertThat(next()).isNotNull();
        assertThat(inlet.isFinished()).isFalse();
        end(toRight);
        assertThat(next()).isNotNull();
        assertThat(inlet.isFinished()).isTrue();
        assertThat(inlet.isQuiet()).as("nothing will come").isTrue();
    }

    @Test
    void sidesOfOneTimeTakeTurns() {
        for (int i = 0; i < 4; i++) {
            send(toLeft, "l" + i, 7);
            send(toRight, "r" + i, 7);
        }
        String before = next();
        for (int i = 1; i < 8; i++) {
            String value = next();
            assertThat(value).isNotNull();
            assertThat(value.charAt(0)).isNotEqualTo(before.charAt(0));
            before = value;
        }
    }

    @Test
    void withoutALimitNobodyWaitsEvenForASideThatHasNoTimeYet() {
        List<Inlet.Group> groups =
                List.of(new Inlet.Group(0, List.of(left), false), new Inlet.Group(1, List.of(right), false));
        Inlet unlimited = new Inlet(groups, Long.MAX_VALUE);
        send(toLeft, "a", 1_600_000_000_000L);
        assertThat(unlimited.poll()).isNotNull();
        unlimited.release();
        send(toLeft, "b", 1_700_000_000_000L);
        assertThat(unlimited.poll()).isNotNull();
    }
}
