package dev.millrace.it.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.state.Retention;
import dev.millrace.api.state.StateStore;
import dev.millrace.api.state.StoreRow;
import dev.millrace.api.state.StoreView;
import dev.millrace.api.state.StoreWatcher;
import dev.millrace.api.state.StoreWrite;
import dev.millrace.api.state.VersionConflictException;
import dev.millrace.api.state.VersionGoneException;
import dev.millrace.api.state.Watch;
import dev.millrace.api.state.WriteBatch;
import dev.millrace.engine.EmbeddedStore;
import dev.millrace.testkit.FaultyStorage;
import dev.millrace.testkit.VirtualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Single facts about stores: watchers, conditions, limits, errors. */
class StoreBehaviourTest {

    private final StateStore<String, Long> store = EmbeddedStore.inMemory();

    /** Notes what it is told, as text. */
    private static final class Notes implements StoreWatcher<String, Long> {

        final List<String> notes = new ArrayList<>();

        @Override
        public void onWrite(StoreWrite<String, Long> write) {
            notes.add(write.version() + ":" + write.changes().size());
        }

        @Override
        public void onGap(long fromVersion, long toVersion) {
            notes.add("gap " + fromVersion + "-" + toVersion);
        }
    }

    @Test
    void watchersAreToldOfWholeWritesInOrderFromTheNextOneOn() {
        store.put("a", "f", 1L);
        Notes notes = new Notes();
        Watch watch = store.watch(notes, Runnable::run);
        assertThat(watch.startVersion()).isEqualTo(1);
        store.put("a", "f", 2L);
        store.write(new WriteBatch<String, Long>().put("a", "f", 3L).put("b", "f", 3L));
        store.delete("nobody");
        store.delete("a");
        watch.close();
        store.put("a", "f", 4L);
        assertThat(notes.notes).containsExactly("2:1", "3:2", "4:1");
    }

    @Test
    void aSlowWatcherIsNotWaitedForAndToldWhatItMissed() {
        ArrayDeque<Runnable> tasks = new ArrayDeque<>();
        Notes notes = new Notes();
        store.watch(notes, tasks::add, 3);
        for (long i = 1; i <= 3; i++) {
            store.put("a", "f", i);
        }
        assertThat(tasks).hasSize(1);
        tasks.remove().run();
        for (long i = 4; i <= 9; i++) {
            store.put("a", "f", i);
        }
        tasks.remove().run();
        store.put("a", "f", 10L);
        tasks.remove().run();
        assertThat(tasks).isEmpty();
        assertThat(notes.notes).containsExactly("1:1", "2:1", "3:1", "gap 4-9", "10:1");
    }

    @Test
    void aWatcherMayWriteAndSeesItsOwnWritesAfterwards() {
        List<Long> seen = new ArrayList<>();
        store.watch(
                write -> {
                    seen.add(write.version());
                    if (write.version() < 5) {
                        store.put("b", "f", write.version());
                    }
                },
                Runnable::run);
        store.put("a", "f", 1L);
        assertThat(seen).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void aWatcherThatThrowsIsNotCalledAgainAndTheWriteSucceeds() {
        Watch watch = store.watch(
                write -> {
                    throw new IllegalStateException("no");
                },
                Runnable::run);
        Watch rejected = store.watch(write -> {}, task -> {
            throw new RejectedExecutionException("full");
        });
        assertThat(store.put("a", "f", 1L)).isEqualTo(1);
        assertThat(store.put("a", "f", 2L)).isEqualTo(2);
        assertThat(watch.failure()).hasMessage("no");
        assertThat(rejected.failure()).hasMessage("full");
    }

    @Test
    void aRequiredVersionThatIsNotThereStopsTheWholeBatch() {
        long version = store.put("a", "f", 1L);
        store.put("b", "f", 1L);
        assertThat(store.write(new WriteBatch<String, Long>()
                        .requireVersion("a", version)
                        .requireVersion("c", 0)
                        .put("a", "f", 2L)))
                .isEqualTo(3);
        assertThatThrownBy(() -> store.write(new WriteBatch<String, Long>()
                        .put("b", "f", 9L)
                        .requireVersion("a", version)
                        .put("a", "f", 9L)))
                .isInstanceOf(VersionConflictException.class)
                .hasMessageContaining("version 3")
                .hasMessageContaining("requires 1");
        assertThat(store.getAll(List.of("a", "b"))).isEqualTo(Map.of("a", Map.of("f", 2L), "b", Map.of("f", 1L)));
        assertThat(store.version()).isEqualTo(3);
    }

    @Test
    void timesStandStillWhileTheClockGoesBack() {
        VirtualClock clock = new VirtualClock(Instant.ofEpochMilli(100));
        StateStore<String, Long> timed = EmbeddedStore.builder()
                .retention(Retention.everything())
                .clock(clock)
                .inMemory();
        timed.put("a", "f", 1L);
        clock.advance(Duration.ofMillis(-50));
        timed.put("a", "f", 2L);
        assertThat(timed.getAsOf("a", "f", Instant.ofEpochMilli(99))).isNull();
        assertThat(timed.getAsOf("a", "f", Instant.ofEpochMilli(100))).isEqualTo(2);
    }

    @Test
    void whatIsForgottenIsAnErrorAndNotNull() {
        store.put("a", "f", 1L);
        store.put("a", "f", 2L);
        store.delete("b");
        store.put("b", "f", 3L);
        store.delete("b");
        store.compact();
        assertThatThrownBy(() -> store.getAsOf("a", "f", 1L)).isInstanceOf(VersionGoneException.class);
        assertThatThrownBy(() -> store.getAsOf("b", "f", 3L)).isInstanceOf(VersionGoneException.class);
        assertThat(store.get("b", "f")).isNull();
        assertThat(store.version("b")).isZero();
    }

    @Test
    void aCellWrittenOftenKeepsFewVersionsWithoutCompaction() {
        for (long i = 1; i <= 10_000; i++) {
            store.put("a", "f", i);
        }
        assertThat(store.history("a", "f")).hasSizeLessThan(20);
    }

    @Test
    void afterAFailedSyncNothingIsSeenOfTheWriteAndNoMoreAreTaken() throws IOException {
        FaultyStorage disk = new FaultyStorage(1);
        StateStore<String, Long> durable = EmbeddedStore.builder().open(disk);
        durable.put("a", "f", 1L);
        disk.failAt(disk.operations() + 2);
        for (long i = 2; i <= 3; i++) {
            long value = i;
            assertThatThrownBy(() -> durable.put("a", "f", value))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("open it again");
            assertThat(durable.get("a", "f")).isEqualTo(1);
            assertThat(durable.version()).isEqualTo(1);
            assertThat(durable.version("a")).isEqualTo(1);
        }
        durable.close();
    }

    @Test
    void aValueWithoutCodecIsRefusedAndNothingIsWritten() throws IOException {
        try (StateStore<String, Object> durable = EmbeddedStore.builder().open(new FaultyStorage(1))) {
            durable.put("a", "f", 1L);
            Object unsupported = new Object();
            assertThatThrownBy(() -> durable.put("a", "f", unsupported)).isInstanceOf(IllegalArgumentException.class);
            assertThat(durable.get("a", "f")).isEqualTo(1L);
            assertThat(durable.put("a", "f", 2L)).isEqualTo(2);
        }
    }

    /** A key with an order of its own, and a value with a class of the program's. */
    record Place(String city, int number) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int byCity = city.compareTo(other.city);
            return byCity != 0 ? byCity : Integer.compare(number, other.number);
        }
    }

    record Reading(double value, List<Instant> times) {}

    @Test
    void recordsComeBackFromLogAndSnapshotInTheirOrder() throws IOException {
        Reading reading = new Reading(1.5, List.of(Instant.ofEpochSecond(7, 9)));
        FaultyStorage disk = new FaultyStorage(1);
        for (int i = 0; i < 4; i++) {
            try (StateStore<Place, Reading> places = EmbeddedStore.builder().open(disk)) {
                places.put(new Place("b", 10 - i), "r", reading);
                places.put(new Place("a", i), "r", reading);
                if (i == 1) {
                    places.compact();
                }
                try (StoreView<Place, Reading> view = places.view()) {
                    List<StoreRow<Place, Reading>> rows =
                            view.range(new Place("b", 0), null).toList();
                    assertThat(rows).hasSize(i + 1).isSortedAccordingTo(Comparator.comparing(StoreRow::key));
                    assertThat(rows.get(i).fields()).isEqualTo(Map.of("r", reading));
                }
            }
            disk = disk.reopen(1);
        }
    }

    @Test
    void aClosedStoreSaysSo() {
        store.close();
        store.close();
        assertThatThrownBy(() -> store.put("a", "f", 1L))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> store.get("a", "f")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(store::compact).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theLogIsCompactedOnTheExecutorWhenItHasGrown() throws IOException {
        ArrayDeque<Runnable> tasks = new ArrayDeque<>();
        FaultyStorage disk = new FaultyStorage(1);
        try (StateStore<String, Long> durable =
                EmbeddedStore.builder().compactOn(tasks::add, 1_000).open(disk)) {
            long i = 0;
            while (tasks.isEmpty()) {
                durable.put("a", "f", i++);
            }
            assertThat(i).isBetween(10L, 100L);
            durable.put("a", "f", i++);
            assertThat(tasks).hasSize(1);
            assertThat(disk.names()).containsExactly("log-0000000000000001");
            tasks.remove().run();
            assertThat(disk.names()).containsExactly("log-0000000000000002", "snapshot-0000000000000002");
            assertThat(durable.get("a", "f")).isEqualTo(i - 1);
        }
    }
}
