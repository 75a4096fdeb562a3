package dev.millrace.it.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CallbackSink;
import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.state.Retention;
import dev.millrace.api.state.StateStore;
import dev.millrace.api.state.StoreChange;
import dev.millrace.api.state.StoreView;
import dev.millrace.api.state.StoreWrite;
import dev.millrace.api.state.VersionGoneException;
import dev.millrace.api.state.WriteBatch;
import dev.millrace.api.store.StoreUpdate;
import dev.millrace.api.store.Stores;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.Table;
import dev.millrace.api.table.Change;
import dev.millrace.api.table.ChangeKind;
import dev.millrace.api.view.StateView;
import dev.millrace.engine.EmbeddedStore;
import dev.millrace.testkit.FaultyStorage;
import dev.millrace.testkit.ScriptedSource;
import dev.millrace.testkit.TestRun;
import dev.millrace.testkit.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A store as a source and as a table: what is in it, then every change, once, whatever dies and whoever writes meanwhile. */
class StoreSourceTest {

    /** Random writes, and what they did. */
    private static final class Writes {

        private final Random random;
        private final VirtualClock clock = new VirtualClock(Instant.ofEpochMilli(1_000));
        private final StateStore<String, Long> store = EmbeddedStore.builder()
                .retention(Retention.everything())
                .clock(clock)
                .inMemory();
        private final List<StoreWrite<String, Long>> made = new ArrayList<>();

        Writes(Random random) {
            this.random = random;
            store.watch(made::add, Runnable::run);
        }

        void write(int count) {
            for (int i = 0; i < count; i++) {
                clock.advance(Duration.ofMillis(random.nextInt(3)));
                WriteBatch<String, Long> batch = new WriteBatch<>();
                for (int steps = 1 + random.nextInt(4); steps > 0; steps--) {
                    String key = "key-" + random.nextInt(8);
                    if (random.nextInt(4) > 0) {
                        batch.put(key, random.nextBoolean() ? "limit" : "other", random.nextLong());
                    } else if (random.nextBoolean()) {
                        batch.delete(key);
                    } else {
                        batch.delete(key, "limit");
                    }
                }
                store.write(batch);
            }
        }

        /** What a source must give that began at a version: the cells of then in the order of versions, and all since. */
        List<StoreUpdate<String, Long>> after(long version) {
            Map<List<String>, StoreUpdate<String, Long>> cells = new HashMap<>();
            List<StoreUpdate<String, Long>> later = new ArrayList<>();
            for (StoreWrite<String, Long> write : made) {
                List<StoreChange<String, Long>> changes = new ArrayList<>(write.changes());
                changes.sort(Comparator.<StoreChange<String, Long>, String>comparing(StoreChange::key)
                        .thenComparing(StoreChange::field));
                for (StoreChange<String, Long> change : changes) {
                    StoreUpdate<String, Long> update = new StoreUpdate<>(
                            write.version(), write.time(), change.key(), change.field(), change.value());
                    if (write.version() > version) {
                        later.add(update);
                    } else {
                        cells.put(List.of(change.key(), change.field()), update);
                    }
                }
            }
            List<StoreUpdate<String, Long>> all = new ArrayList<>(cells.values());
            all.removeIf(update -> update.value() == null);
            all.sort(Comparator.<StoreUpdate<String, Long>>comparingLong(StoreUpdate::version)
                    .thenComparing(StoreUpdate::key)
                    .thenComparing(StoreUpdate::field));
            all.addAll(later);
            return all;
        }
    }

    @Test
    void everyChangeComesOnceAndInOrderWhateverDies() {
        Map<String, Integer> seen = new TreeMap<>();
        int restores = 0;
        for (long seed = 0; seed < 80; seed++) {
            Random random = new Random(seed);
            Writes writes = new Writes(random);
            writes.write(random.nextInt(30));
            long begun = writes.store.version();
            long until = begun + random.nextInt(60);
            CollectingSink<StoreUpdate<String, Long>> sink = new CollectingSink<>();
            Pipeline pipeline = Pipeline.named("store");
            Stream<StoreUpdate<String, Long>> updates = pipeline.read(
                    "store", Stores.changes(writes.store).until(until).sourceTime());
            updates.write("sink", sink);
            CollectingSink<Change<String, Long>> changes = new CollectingSink<>();
            updates.filter(update -> update.field().equals("limit"))
                    .keyBy(StoreUpdate::key)
                    .toTable("limits", StoreUpdate::value)
                    .changes()
                    .write("changes", changes);
            TestRun run = TestRun.of(pipeline)
                    .workers(1 + random.nextInt(3))
                    .seed(seed)
                    .crashes(random.nextInt(5))
                    .start();
            while (writes.store.version() < until) {
                for (int steps = random.nextInt(20); steps > 0; steps--) {
                    run.step();
                }
                writes.write(1);
            }
            writes.write(random.nextInt(4));
            run.runToEnd();

            List<StoreUpdate<String, Long>> given = sink.records();
            boolean isOfAStore = LongStream.rangeClosed(Math.min(begun, until), until)
                    .anyMatch(version -> {
                        List<StoreUpdate<String, Long>> expected = writes.after(version);
                        expected.removeIf(update -> update.version() > until);
                        return given.equals(expected);
                    });
            assertThat(isOfAStore).as("%s gave %s", run, given).isTrue();
            assertThat(rows(changes.records())).as("%s", run).isEqualTo(limits(writes.store, until));
            seen.merge(run.restores() > 0 ? "restored" : "not restored", 1, Integer::sum);
            restores += run.restores();
        }
        System.out.println("Stores as sources " + seen + ", " + restores + " restores");
        assertThat(restores).isGreaterThan(25);
    }

    private static Map<String, Long> rows(List<Change<String, Long>> changes) {
        Map<String, Long> rows = new HashMap<>();
        for (Change<String, Long> change : changes) {
            if (change.kind() == ChangeKind.DELETE) {
                rows.remove(change.key());
            } else {
                rows.put(change.key(), change.value());
            }
        }
        return rows;
    }

    private static Map<String, Long> limits(StateStore<String, Long> store, long version) {
        Map<String, Long> limits = new HashMap<>();
        try (StoreView<String, Long> view = store.viewAsOf(version)) {
            view.rows()
                    .filter(row -> row.fields().containsKey("limit"))
                    .forEach(row -> limits.put(row.key(), row.fields().get("limit")));
        }
        return limits;
    }

    @Test
    void aTableFollowsTheStore() {
        for (long seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            Writes writes = new Writes(random);
            writes.write(random.nextInt(20));
            Pipeline pipeline = Pipeline.named("followed");
            Table<String, Long> limits = Stores.table(pipeline, "limits", writes.store, "limit");
            limits.changes().write("changes", new CollectingSink<>());
            TestRun run = TestRun.of(pipeline)
                    .workers(1 + random.nextInt(3))
                    .seed(seed)
                    .start();
            for (int round = 0; round < 4; round++) {
                run.runUntilIdle();
                try (StateView view = run.view()) {
                    assertThat(view.table(limits).asMap())
                            .as("%s", run)
                            .isEqualTo(limits(writes.store, writes.store.version()));
                }
                writes.write(random.nextInt(10));
            }
            run.cancel();
        }
    }

    @Test
    void aStreamMeetsTheValueOfItsTime() {
        VirtualClock clock = new VirtualClock(Instant.ofEpochMilli(100));
        StateStore<String, Long> store = EmbeddedStore.builder().clock(clock).inMemory();
        store.put("a", "limit", 1L);
        clock.advance(Duration.ofMillis(100));
        Pipeline pipeline = Pipeline.named("as-of");
        ScriptedSource<Long> times = ScriptedSource.live(1);
        List<String> met = new ArrayList<>();
        Stream<Long> asked = pipeline.read("times", times.eventTimeMillis(time -> time));
        asked.asOf("met", Stores.table(pipeline, "limits", store, "limit").versioned(), time -> "a")
                .inner((time, limit) -> time + " " + limit)
                .write("sink", CallbackSink.of(met::add));
        TestRun run = TestRun.of(pipeline).workers(2).start().runUntilIdle();
        store.put("a", "limit", 2L);
        clock.advance(Duration.ofMillis(100));
        store.put("a", "limit", 3L);
        times.split(0).add(150L, 250L, 350L);
        run.runUntilIdle().advance(Duration.ofMinutes(5));

        assertThat(met).containsExactlyInAnyOrder("150 1", "250 2", "350 3");
        try (StateView view = run.view()) {
            assertThat(view.<String, Long>table("limits").get("a")).contains(3L);
        }
        run.cancel();
    }

    @Test
    void whatRetentionHasNotKeptIsAnErrorAndNotAGap() throws IOException {
        StateStore<String, Long> store = EmbeddedStore.inMemory();
        store.put("a", "limit", 1L);
        CollectingSink<StoreUpdate<String, Long>> sink = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("gone");
        pipeline.read("store", Stores.changes(store).sourceTime()).write("sink", sink);
        FaultyStorage disk = new FaultyStorage(1);
        SteppedJob.start(pipeline, disk, 1, 1).runUntilIdle().checkpoint();
        assertThat(sink.records()).hasSize(1);
        for (long i = 0; i < 50; i++) {
            store.put("a", "limit", i);
        }
        store.compact();

        SteppedJob next = SteppedJob.start(pipeline, disk.afterCrash(2), 1, 1).runUntilIdle();
        assertThat(next.failure())
                .hasMessageContaining("the store has not kept what was there at version 1")
                .hasMessageContaining("Retention");
    }

    @Test
    void writesAfterAVersionAreThoseThatAWatchHasTold() {
        for (long seed = 0; seed < 50; seed++) {
            Writes writes = new Writes(new Random(seed));
            writes.write(40);
            for (int from = 0; from <= writes.made.size(); from++) {
                List<StoreWrite<String, Long>> after = writes.store.writesAfter(from);
                assertThat(after).hasSameSizeAs(writes.made.subList(from, writes.made.size()));
                for (int i = 0; i < after.size(); i++) {
                    StoreWrite<String, Long> told = writes.made.get(from + i);
                    assertThat(after.get(i).version()).isEqualTo(told.version());
                    assertThat(after.get(i).time()).isEqualTo(told.time());
                    assertThat(after.get(i).changes()).containsExactlyInAnyOrderElementsOf(told.changes());
                }
            }
            writes.store.compact(Retention.lastVersions(1));
            assertThatThrownBy(() -> writes.store.writesAfter(0)).isInstanceOf(VersionGoneException.class);
        }
    }

    @Test
    void marksOutliveTheStoreAndItsLogs() throws IOException {
        FaultyStorage disk = new FaultyStorage(3);
        try (StateStore<String, Long> store = EmbeddedStore.builder().open(disk)) {
            store.write(new WriteBatch<String, Long>().put("a", "x", 1L).mark("one", 7));
            store.write(new WriteBatch<String, Long>().mark("two", -1));
            assertThat(store.mark("one")).isEqualTo(7);
            store.compact();
            store.write(new WriteBatch<String, Long>().mark("one", 8));
            assertThat(store.version()).isEqualTo(3);
        }
        try (StateStore<String, Long> store = EmbeddedStore.builder().open(disk.reopen(4))) {
            assertThat(store.mark("one")).isEqualTo(8);
            assertThat(store.mark("two")).isEqualTo(-1);
            assertThat(store.mark("three")).isZero();
            assertThat(store.version()).isEqualTo(3);
            assertThat(store.getAll("a")).isEqualTo(Map.of("x", 1L));
        }
    }
}
