package dev.millrace.it.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.state.Retention;
import dev.millrace.api.state.StateStore;
import dev.millrace.api.state.StoreRevision;
import dev.millrace.api.state.StoreRow;
import dev.millrace.api.state.StoreView;
import dev.millrace.api.state.VersionGoneException;
import dev.millrace.api.state.WriteBatch;
import dev.millrace.engine.EmbeddedStore;
import dev.millrace.testkit.FaultyStorage;
import dev.millrace.testkit.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random writes, reads of every kind, compactions and restarts, beside a model that keeps a copy of each version. */
@Timeout(120)
class StoreOracleTest {

    private static final int SEEDS = 150;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyReadGivesWhatTheModelHas(boolean isDurable) throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                new Case(seed, isDurable).run();
            } catch (AssertionError | RuntimeException failed) {
                throw new AssertionError("seed " + seed + (isDurable ? ", durable" : ", in memory"), failed);
            }
        }
    }

    private static final class Case {

        private final Random random;
        private final RandomWrites writes;
        private final StoreModel model = new StoreModel();
        private final VirtualClock clock = new VirtualClock(Instant.ofEpochMilli(1_000));
        private final Retention retention;
        private FaultyStorage disk;
        private StateStore<String, Object> store;
        private final List<StoreView<String, Object>> views = new ArrayList<>();
        private final List<StoreView<String, Object>> presentWhenOpened = new ArrayList<>();

        Case(int seed, boolean isDurable) throws IOException {
            random = new Random(seed);
            writes = new RandomWrites(random);
            retention = switch (random.nextInt(5)) {
                case 0 -> Retention.everything();
                case 1 -> Retention.lastVersions(1);
                case 2 -> Retention.lastVersions(1 + random.nextInt(5));
                case 3 -> Retention.forDuration(Duration.ofMillis(1 + random.nextInt(50)));
                default -> Retention.sinceVersion(random.nextInt(50));
            };
            disk = new FaultyStorage(seed);
            store = isDurable ? builder().open(disk) : builder().inMemory();
            steps = isDurable ? 120 : 250;
            this.isDurable = isDurable;
        }

        private final int steps;
        private final boolean isDurable;

        private EmbeddedStore.Builder builder() {
            return EmbeddedStore.builder().retention(retention).clock(clock);
        }

        void run() throws IOException {
            for (int i = 0; i < steps; i++) {
                switch (random.nextInt(12)) {
                    case 0 -> store.compact();
                    case 1 -> clock.advance(Duration.ofMillis(random.nextInt(20)));
                    case 2 -> reopen();
                    case 3 -> openView();
                    case 4 -> {
                        if (!views.isEmpty()) {
                            views.remove(random.nextInt(views.size())).close();
                        }
                    }
                    default -> {
                        WriteBatch<String, Object> batch = writes.next();
                        assertThat(write(batch)).isEqualTo(model.apply(batch, clock.millis()));
                    }
                }
                check();
            }
            store.close();
        }

        private void openView() {
            if (random.nextBoolean()) {
                views.add(store.viewAsOf(random.nextLong(model.version() + 1)));
            } else {
                StoreView<String, Object> view = store.view();
                views.add(view);
                presentWhenOpened.add(view);
            }
        }

        private long write(WriteBatch<String, Object> batch) {
            if (batch.steps().size() > 1 || random.nextBoolean()) {
                return store.write(batch);
            }
            WriteBatch.Step<String, Object> step = batch.steps().get(0);
            if (step.field() == null) {
                return store.delete(step.key());
            }
            return step.value() == null
                    ? store.delete(step.key(), step.field())
                    : store.put(step.key(), step.field(), step.value());
        }

        private void reopen() throws IOException {
            if (!isDurable) {
                return;
            }
            views.clear();
            if (random.nextBoolean()) {
                store.close();
                disk = disk.reopen(1);
            } else {
                disk = disk.afterCrash(random.nextLong());
            }
            store = builder().open(disk);
        }

        private void check() {
            long now = model.version();
            assertThat(store.version()).isEqualTo(now);
            String key = writes.key();
            String field = writes.field();
            assertThat(store.get(key, field)).isEqualTo(model.get(key, field, now));
            assertThat(store.getAll(key)).isEqualTo(model.fields(key, now));
            assertThat(store.getAll(model.state(now).keySet())).isEqualTo(model.state(now));
            if (store.version(key) != 0) {
                assertThat(store.version(key)).isEqualTo(model.versionOf(key));
            } else {
                assertThat(model.fields(key, now)).isEmpty();
            }
            checkAsOf(key, field);
            checkHistory(key, field);
            try (StoreView<String, Object> view = store.view()) {
                checkRows(view, now);
            }
            for (StoreView<String, Object> view : views) {
                checkView(view, key, field);
            }
        }

        private void checkAsOf(String key, String field) {
            long version = random.nextLong(model.version() + 1);
            try {
                assertThat(store.getAsOf(key, field, version)).isEqualTo(model.get(key, field, version));
            } catch (VersionGoneException gone) {
                assertThat(mayBeForgotten(version)).as("version %s", version).isTrue();
            }
            long time = random.nextLong(clock.millis() + 10);
            long atThatTime = model.versionAt(time);
            try {
                assertThat(store.getAsOf(key, field, Instant.ofEpochMilli(time)))
                        .isEqualTo(model.get(key, field, atThatTime));
            } catch (VersionGoneException gone) {
                assertThat(mayBeForgotten(atThatTime)).as("time %s", time).isTrue();
            }
            assertThatThrownBy(() -> store.getAsOf(key, field, model.version() + 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        private boolean mayBeForgotten(long version) {
            if (retention instanceof Retention.SinceVersion since) {
                return version < since.version();
            } else if (retention instanceof Retention.ForDuration age) {
                // What was there at the end of the version's reign is still seen by somebody who asks for that time.
                return version < model.version()
                        && model.time(version + 1)
                                <= clock.millis() - age.duration().toMillis();
            }
            return retention instanceof Retention.LastVersions && version < model.version();
        }

        private void checkHistory(String key, String field) {
            List<Long> expected = model.history(key, field);
            List<StoreRevision<Object>> actual = store.history(key, field);
            assertThat(actual.size()).isLessThanOrEqualTo(expected.size());
            if (retention instanceof Retention.Everything) {
                assertThat(actual).hasSameSizeAs(expected);
            } else if (retention instanceof Retention.LastVersions last && !actual.isEmpty()) {
                assertThat(actual.size()).isGreaterThanOrEqualTo(Math.min(expected.size(), last.count()));
            }
            for (int i = 0; i < actual.size(); i++) {
                long version = expected.get(i);
                assertThat(actual.get(i))
                        .isEqualTo(new StoreRevision<>(
                                version, Instant.ofEpochMilli(model.time(version)), model.get(key, field, version)));
            }
        }

        private void checkView(StoreView<String, Object> view, String key, String field) {
            try {
                assertThat(view.get(key, field)).isEqualTo(model.get(key, field, view.version()));
                assertThat(view.getAll(key)).isEqualTo(model.fields(key, view.version()));
                checkRows(view, view.version());
            } catch (VersionGoneException gone) {
                assertThat(mayBeForgotten(view.version())).isTrue();
                assertThat(presentWhenOpened).doesNotContain(view);
            }
        }

        private void checkRows(StoreView<String, Object> view, long version) {
            TreeMap<String, TreeMap<String, Object>> expected = model.state(version);
            assertThat(view.rows().toList()).isEqualTo(rows(expected));
            String from = writes.key();
            String to = writes.key();
            assertThat(view.range(from, to).toList())
                    .isEqualTo(rows(from.compareTo(to) < 0 ? expected.subMap(from, to) : Map.of()));
            assertThat(view.range(from, null).toList()).isEqualTo(rows(expected.tailMap(from, true)));
            assertThat(view.range(null, to).toList()).isEqualTo(rows(expected.headMap(to, false)));
        }

        @SuppressWarnings("NonApiType") // as the model gives them
        private static List<StoreRow<String, Object>> rows(Map<String, TreeMap<String, Object>> state) {
            List<StoreRow<String, Object>> rows = new ArrayList<>();
            state.forEach((key, fields) -> rows.add(new StoreRow<>(key, fields)));
            return rows;
        }
    }
}
