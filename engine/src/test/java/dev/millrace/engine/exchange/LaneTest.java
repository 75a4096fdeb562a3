package dev.millrace.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.batch.Batch;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LaneTest {

    private static Batch rows(long first, int count) {
        Batch batch = new Batch(Math.max(1, count));
        for (int i = 0; i < count; i++) {
            batch.timestamps[i] = first + i;
            batch.values[i] = first + i;
        }
        batch.size = count;
        return batch;
    }

    @Test
    void aLaneWithoutRoomRefusesAndGoesOnWhereItStopped() {
        Lane lane = new Lane("from", "to", 2, 3);
        Outlet outlet = new Outlet(List.of(lane), Routing.FORWARD, new ShardMap(1), false);
        Batch batch = rows(0, 10);

        assertThat(outlet.offer(batch)).isFalse();
        assertThat(lane.queued()).isEqualTo(6).isEqualTo(lane.capacity());
        Batch first = lane.poll();
        assertThat(first.timestamps).containsExactly(0, 1, 2);
        assertThat(outlet.offer(batch)).as("the batch is lent, not given back").isFalse();
        lane.takeBack();
        assertThat(outlet.offer(batch)).isFalse();
        assertThat(lane.poll().timestamps).containsExactly(3, 4, 5);
        lane.takeBack();
        assertThat(outlet.offer(batch)).isTrue();
        assertThat(lane.poll().timestamps).containsExactly(6, 7, 8);
        lane.takeBack();
        outlet.flush();
        assertThat(lane.poll().timestamps[0]).isEqualTo(9);
        assertThat(lane.sent()).isEqualTo(10);
        assertThat(lane.received()).isEqualTo(10);
    }

    @Test
    void aWatermarkComesAfterTheRowsBeforeItAndEvenWithoutRows() {
        Lane lane = new Lane("from", "to", 4, 8);
        Outlet outlet = new Outlet(List.of(lane), Routing.FORWARD, new ShardMap(1), false);
        Batch batch = rows(0, 2);
        batch.watermark = 17;
        outlet.offer(batch);
        outlet.flush();
        Batch empty = rows(0, 0);
        empty.watermark = 18;
        outlet.offer(empty);
        outlet.flush();

        Batch received = lane.poll();
        assertThat(received.size).isEqualTo(2);
        assertThat(received.watermark).isEqualTo(17);
        lane.takeBack();
        received = lane.poll();
        assertThat(received.size).isZero();
        assertThat(received.watermark).isEqualTo(18);
        lane.takeBack();
        assertThat(outlet.flush()).as("nothing is new").isFalse();
        assertThat(lane.poll()).isNull();
    }

    /** Two real threads, small lanes: every row arrives once, in order, with its value. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void twoThreadsHandOverEveryRowInOrder(int batches) throws Exception {
        int count = 60_000;
        Lane lane = new Lane("from", "to", batches, 5);
        Outlet outlet = new Outlet(List.of(lane), Routing.FORWARD, new ShardMap(1), false);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread producer = new Thread(() -> {
            for (int sent = 0; sent < count; sent += 3) {
                Batch batch = rows(sent, 3);
                batch.isEnd = sent + 3 == count;
                while (!outlet.offer(batch)) {
                    LockSupport.parkNanos(1);
                }
            }
        });
        producer.setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
        producer.start();
        long next = 0;
        boolean isEnd = false;
        while (!isEnd && failure.get() == null) {
            Batch batch = lane.poll();
            if (batch == null) {
                LockSupport.parkNanos(1);
                continue;
            }
            for (int i = 0; i < batch.size; i++) {
                assertThat(batch.timestamps[i]).isEqualTo(next);
                assertThat(batch.values[i]).isEqualTo(next);
                next++;
            }
            isEnd = batch.isEnd;
            lane.takeBack();
        }
        producer.join();
        assertThat(failure.get()).isNull();
        assertThat(next).isEqualTo(count);
    }

    @Test
    void keysAreDividedByShardAndEveryWorkerGetsSome() {
        int[] owners = new int[7];
        ShardMap shards = new ShardMap(7);
        for (long key = 0; key < 7_000; key++) {
            owners[shards.ownerOfLong(key)]++;
        }
        for (int keysOfOwner : owners) {
            assertThat(keysOfOwner).isBetween(700, 1_300);
        }
    }
}
