package dev.millrace.it.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.state.Retention;
import dev.millrace.api.state.StateStore;
import dev.millrace.api.state.StoreRevision;
import dev.millrace.api.state.WriteBatch;
import dev.millrace.engine.EmbeddedStore;
import dev.millrace.testkit.FaultyStorage;
import dev.millrace.testkit.SimulatedCrash;
import dev.millrace.testkit.VirtualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A random history, and then the same one again for each of its storage operations, which crashes or fails, and for crashes during
 * the recovery: everything acknowledged is there, a batch is all or nothing, and nothing that was read goes away.
 */
@Timeout(300)
class StoreCrashTest {

    private static final int SEEDS = Boolean.getBoolean("millrace.long") ? 400 : 12;

    /** What is done to the disk. */
    private enum Fault {
        CRASH,
        FAILURE,
        FULL
    }

    private int runs;

    @Test
    void aCrashAtAnyOperationLosesNothingAcknowledged() throws IOException {
        everyOperation(Fault.CRASH);
    }

    @Test
    void aFailureOfAnyOperationLosesNothingAcknowledged() throws IOException {
        everyOperation(Fault.FAILURE);
    }

    @Test
    void aFullDiskLosesNothingAcknowledged() throws IOException {
        everyOperation(Fault.FULL);
    }

    private void everyOperation(Fault fault) throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            long operations = new History(seed, new FaultyStorage(seed)).runUndisturbed();
            for (long at = 1; at <= operations; at++) {
                try {
                    new History(seed, new FaultyStorage(seed)).runWith(fault, at);
                } catch (AssertionError | RuntimeException failed) {
                    throw new AssertionError("seed " + seed + ", " + fault + " at operation " + at, failed);
                }
                runs++;
            }
        }
        assertThat(runs).isGreaterThan(SEEDS * 10);
    }

    private static final class History {

        private final int seed;
        private final Random random;
        private final RandomWrites writes;
        private final StoreModel model = new StoreModel();
        private final VirtualClock clock = new VirtualClock(Instant.ofEpochMilli(1_000));
        private FaultyStorage disk;
        private long operationsBefore;
        private long acknowledged;

        /** Plans the fault on the disk as it is now. */
        private Runnable plan = () -> {};

        History(int seed, FaultyStorage disk) {
            this.seed = seed;
            random = new Random(seed);
            writes = new RandomWrites(random);
            this.disk = disk;
        }

        long runUndisturbed() throws IOException {
            run();
            return operationsBefore + disk.operations();
        }

        /** Lets the fault strike, has the machine restart, and looks at what is left, twice. */
        void runWith(Fault fault, long at) throws IOException {
            plan = () -> plan(fault, at - operationsBefore, at * 40);
            plan.run();
            try {
                run();
            } catch (SimulatedCrash | IOException | UncheckedIOException planned) {
                // as ordered
            }
            Random faults = new Random(seed * 1_000L + at);
            disk = disk.afterCrash(faults.nextLong());
            crashDuringRecovery(faults);
            checkAfterRecovery();
            disk = disk.afterCrash(faults.nextLong());
            acknowledged = model.version();
            checkAfterRecovery();
            try (StateStore<String, Object> store = open()) {
                write(store);
                write(store);
            }
            disk = disk.afterCrash(faults.nextLong());
            checkAfterRecovery();
        }

        private void plan(Fault fault, long at, long bytes) {
            switch (fault) {
                case CRASH -> disk.crashAt(at);
                case FAILURE -> disk.failAt(at);
                case FULL -> disk.limitBytes(bytes);
            }
        }

        private void crashDuringRecovery(Random faults) throws IOException {
            for (long at = 1; at <= 40; at += 1 + faults.nextInt(4)) {
                disk.crashAt(at);
                try {
                    open().close();
                } catch (SimulatedCrash crash) {
                    // as ordered
                }
                disk = disk.afterCrash(faults.nextLong());
            }
        }

        private void checkAfterRecovery() throws IOException {
            try (StateStore<String, Object> store = open()) {
                long version = store.version();
                assertThat(version).isBetween(acknowledged, model.version());
                model.cut(version);
                assertThat(store.getAll(model.state(version).keySet())).isEqualTo(model.state(version));
                for (int key = 0; key < writes.keys; key++) {
                    assertThat(store.version("k" + key)).isEqualTo(model.versionOf("k" + key));
                    for (int field = 0; field < writes.fields; field++) {
                        List<Long> versions = store.history("k" + key, "f" + field).stream()
                                .map(StoreRevision::version)
                                .toList();
                        assertThat(versions).isEqualTo(model.history("k" + key, "f" + field));
                        for (long old = 0; old <= version; old++) {
                            assertThat(store.getAsOf("k" + key, "f" + field, old))
                                    .isEqualTo(model.get("k" + key, "f" + field, old));
                        }
                    }
                }
                // It ends without close.
                disk = disk.afterCrash(seed + version);
            } catch (SimulatedCrash closedAfterItsCrash) {
                assertThat(closedAfterItsCrash).hasMessageContaining("the machine is down");
            }
        }

        private StateStore<String, Object> open() throws IOException {
            return EmbeddedStore.builder()
                    .retention(Retention.everything())
                    .clock(clock)
                    .open(disk);
        }

        private void run() throws IOException {
            StateStore<String, Object> store = open();
            int steps = 4 + random.nextInt(14);
            for (int i = 0; i < steps; i++) {
                int kind = random.nextInt(10);
                if (kind == 0) {
                    store.compact();
                } else if (kind == 1) {
                    store.close();
                    operationsBefore += disk.operations();
                    disk = disk.reopen(random.nextLong());
                    plan.run();
                    store = open();
                } else {
                    clock.advance(Duration.ofMillis(random.nextInt(3)));
                    write(store);
                }
            }
            store.close();
        }

        private void write(StateStore<String, Object> store) {
            WriteBatch<String, Object> batch = writes.next();
            long expected = model.apply(batch, clock.millis());
            assertThat(store.write(batch)).isEqualTo(expected);
            acknowledged = expected;
        }
    }
}
