package dev.millrace.it.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.state.Retention;
import dev.millrace.api.state.StateStore;
import dev.millrace.api.store.Stores;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.engine.EmbeddedStore;
import dev.millrace.testkit.FaultyStorage;
import dev.millrace.testkit.ScriptedSource;
import dev.millrace.testkit.SimulatedCrash;
import dev.millrace.testkit.TestRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a job writes into a store is there once, wherever the job and the store die. */
class StoreSinkTest {

    private static final int SEEDS = 3;

    /** Each puts a cell of its own, and the last of its account or nothing. */
    private record Entry(long id, int account, boolean isLast) {}

    private int runs;
    private int crashes;

    @Test
    void aCrashAtAnyOperationOfTheStoreOrTheJobWritesNothingTwice() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            Attempt undisturbed = new Attempt(seed);
            undisturbed.run();
            for (long at = 1; at <= undisturbed.storeDisk.operations(); at++) {
                Attempt attempt = new Attempt(seed);
                attempt.storeDisk.crashAt(at);
                attempt.runAndSay("operation " + at + " of the store");
            }
            for (long at = 1; at <= undisturbed.jobDisk.operations(); at++) {
                Attempt attempt = new Attempt(seed);
                attempt.jobDisk.crashAt(at);
                attempt.runAndSay("operation " + at + " of the job");
            }
        }
        System.out.println(runs + " runs into a store, " + crashes + " crashes");
        assertThat(crashes).isGreaterThan(60);
    }

    private final class Attempt {

        private final int seed;
        private final Random random;
        private final List<List<Entry>> chunks = new ArrayList<>();
        private final ScriptedSource<Entry> source = ScriptedSource.bounded(1);
        private FaultyStorage storeDisk;
        private FaultyStorage jobDisk;
        private int given;

        Attempt(int seed) {
            this.seed = seed;
            random = new Random(seed);
            storeDisk = new FaultyStorage(seed);
            jobDisk = new FaultyStorage(seed + 1_000);
            long id = 0;
            for (int chunk = 0; chunk < 5; chunk++) {
                List<Entry> entries = new ArrayList<>();
                for (int i = random.nextInt(20); i > 0; i--) {
                    entries.add(new Entry(id++, random.nextInt(4), random.nextInt(3) == 0));
                }
                chunks.add(entries);
            }
        }

        void runAndSay(String where) throws IOException {
            try {
                run();
            } catch (AssertionError | RuntimeException failed) {
                throw new AssertionError("seed " + seed + ", crash at " + where, failed);
            }
        }

        void run() throws IOException {
            runs++;
            while (true) {
                try {
                    if (runOnce()) {
                        return;
                    }
                } catch (SimulatedCrash | IOException | UncheckedIOException died) {
                    requireCrash(died);
                }
                crashes++;
                storeDisk = storeDisk.afterCrash(random.nextLong());
                jobDisk = jobDisk.afterCrash(random.nextLong());
            }
        }

        private static void requireCrash(Throwable failure) {
            assertThat(failure)
                    .satisfiesAnyOf(
                            itself -> assertThat(itself).isInstanceOf(SimulatedCrash.class),
                            itself -> assertThat(itself).hasRootCauseInstanceOf(SimulatedCrash.class));
        }

        /** False if something died. */
        private boolean runOnce() throws IOException {
            StateStore<String, Long> store =
                    EmbeddedStore.builder().retention(Retention.everything()).open(storeDisk);
            SteppedJob job = SteppedJob.start(pipeline(source, store), jobDisk, 1 + random.nextInt(2), 2);
            while (given < chunks.size()) {
                source.split(0).add(chunks.get(given++));
                job.runUntilIdle().checkpoint();
                if (random.nextInt(3) == 0) {
                    store.compact();
                }
                if (hasDied(job)) {
                    return false;
                }
            }
            source.end();
            job.runUntilIdle().checkpoint();
            if (hasDied(job)) {
                return false;
            }
            job.finish();
            check(store);
            store.close();
            return true;
        }

        private static boolean hasDied(SteppedJob job) {
            JobFailedException failure = job.failure();
            if (failure != null) {
                requireCrash(failure);
            }
            return failure != null;
        }

        private void check(StateStore<String, Long> store) {
            Map<String, Map<String, Long>> expected = new TreeMap<>();
            for (List<Entry> chunk : chunks) {
                for (Entry entry : chunk) {
                    expected.computeIfAbsent("entry " + entry.id(), key -> new TreeMap<>())
                            .put("account", (long) entry.account());
                    Map<String, Long> account =
                            expected.computeIfAbsent("account " + entry.account(), key -> new TreeMap<>());
                    if (entry.isLast()) {
                        account.remove("last");
                    } else {
                        account.put("last", entry.id());
                    }
                }
            }
            expected.values().removeIf(Map::isEmpty);
            Map<String, Map<String, Long>> found = new TreeMap<>();
            try (var view = store.view()) {
                view.rows().forEach(row -> found.put(row.key(), row.fields()));
            }
            assertThat(found).isEqualTo(expected);
            chunks.forEach(chunk -> chunk.forEach(entry ->
                    assertThat(store.history("entry " + entry.id(), "account")).hasSize(1)));
            assertThat(store.mark("sink.entries")).isPositive();
        }
    }

    private static Pipeline pipeline(ScriptedSource<Entry> source, StateStore<String, Long> store) {
        Pipeline pipeline = Pipeline.named("entries");
        var entries = pipeline.read("entries", source.eventTimeMillis(Entry::id));
        entries.write(
                "cells",
                Stores.<Entry, String, Long>writes(
                        "entries", store, entry -> "entry " + entry.id(), entry -> "account", entry ->
                                (long) entry.account()));
        entries.write(
                "accounts",
                Stores.<Entry, String, Long>writes(
                        "accounts",
                        store,
                        entry -> "account " + entry.account(),
                        entry -> "last",
                        entry -> entry.isLast() ? null : entry.id()));
        return pipeline;
    }

    @Test
    void withoutCheckpointsThereIsNoEpochToWrite() {
        ScriptedSource<Entry> source = ScriptedSource.bounded(1);
        source.split(0).add(new Entry(0, 0, false));
        source.end();
        TestRun run = TestRun.of(pipeline(source, EmbeddedStore.inMemory())).start();

        assertThatThrownBy(run::runToEnd).hasMessageContaining("an epoch sink needs checkpoints");
    }

    @Test
    void aSinkWithoutANameIsRefused() {
        StateStore<String, Long> store = EmbeddedStore.inMemory();
        assertThatThrownBy(() -> Stores.<Entry, String, Long>writes(" ", store, entry -> "", entry -> "", Entry::id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs a name, by which the store knows what it has of it");
    }
}
