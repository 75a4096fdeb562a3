package dev.millrace.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.exchange.Outlet;
import dev.millrace.engine.exchange.TaskInput;
import dev.millrace.engine.operator.Operator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who waits costs those that work little, and is not forgotten. All tasks of a test are on one thread, in turn. */
class WorkerTest {

    private static final int ROUNDS = 100_000;
    private static final int LOOK_ROUNDS = 64;

    /** Of the task that always has something to do. */
    private long rounds;

    private long looks;
    private final CountDownLatch closed = new CountDownLatch(2);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** Runs a task that gets a batch in every round, and one that gets a batch when there is one; stops after some rounds. */
    private void run(LongSupplier ticker, BooleanSupplier hasBatch, Runnable onBatch) throws InterruptedException {
        Owner owner = new Owner();
        Worker worker = new Worker("worker", ticker);
        worker.add(new Task("busy", new Body(() -> ++rounds <= ROUNDS), owner));
        worker.add(new Task(
                "waiting",
                new Body(() -> {
                    if (rounds <= ROUNDS) {
                        looks++;
                    }
                    if (hasBatch.getAsBoolean()) {
                        onBatch.run();
                        return true;
                    }
                    return false;
                }),
                owner));
        worker.start();
        closed.await();
        assertThat(worker.shutDown()).isTrue();
        assertThat(failure.get()).isNull();
    }

    @Test
    void aTaskThatWaitsIsLookedAtNowAndThenWhileOthersWork() throws Exception {
        run(() -> 0, () -> false, () -> {});

        assertThat(looks).isBetween(ROUNDS / LOOK_ROUNDS - 1L, ROUNDS / LOOK_ROUNDS + 2L * LOOK_ROUNDS);
    }

    @Test
    void whatComesAfterALongTimeIsTakenSoon() throws Exception {
        AtomicLong taken = new AtomicLong();

        run(() -> 0, () -> rounds >= ROUNDS / 2 && taken.get() == 0, () -> taken.set(rounds));

        assertThat(taken.get()).isBetween(ROUNDS / 2L, ROUNDS / 2L + LOOK_ROUNDS);
    }

    @Test
    void whoHadSomethingIsLookedAtInEachRoundAgain() throws Exception {
        AtomicLong taken = new AtomicLong();
        AtomicLong looksBefore = new AtomicLong();
        AtomicLong looksSoonAfter = new AtomicLong();

        run(
                () -> 0,
                () -> {
                    if (rounds == taken.get() + 20) {
                        looksSoonAfter.set(looks);
                    }
                    return rounds >= ROUNDS / 2 && taken.get() == 0;
                },
                () -> {
                    taken.set(rounds);
                    looksBefore.set(looks);
                });

        assertThat(looksSoonAfter.get() - looksBefore.get()).isEqualTo(20);
    }

    @Test
    void timeThatPassesMakesItLook() throws Exception {
        AtomicLong nanos = new AtomicLong();

        run(() -> nanos.addAndGet(1_000_000), () -> false, () -> {});

        assertThat(looks).isGreaterThanOrEqualTo(ROUNDS);
    }

    /** Stops all tasks once the busy one has nothing more, or something went wrong. */
    private final class Owner implements Task.Owner {

        @Override
        public Task.Ending ending() {
            return rounds > ROUNDS || failure.get() != null ? Task.Ending.STOP : Task.Ending.OPEN;
        }

        @Override
        public void onPrepared() {}

        @Override
        public long completedEpoch() {
            return Batch.NO_BARRIER;
        }

        @Override
        public long requestedEpoch() {
            return Batch.NO_BARRIER;
        }

        @Override
        public long requestedView() {
            return Batch.NO_BARRIER;
        }

        @Override
        public void onFinished() {}

        @Override
        public boolean haveAllFinished() {
            return true;
        }

        @Override
        public boolean hasFailed() {
            return failure.get() != null;
        }

        @Override
        public void onFailure(String operator, Throwable thrown) {
            failure.set(thrown);
        }

        @Override
        public void onClosed() {
            closed.countDown();
        }
    }

    /** Without operators and lanes; what comes in goes nowhere. */
    private record Body(BooleanSupplier hasBatch) implements TaskBody {

        private static final Batch BATCH = new Batch(1);

        @Override
        public TaskInput openInput() {
            return new TaskInput() {
                @Override
                public boolean release() {
                    return false;
                }

                @Override
                public @Nullable Batch poll() {
                    return hasBatch.getAsBoolean() ? BATCH : null;
                }

                @Override
                public boolean isFinished() {
                    return false;
                }

                @Override
                public long barrier() {
                    return Batch.NO_BARRIER;
                }

                @Override
                public void passBarrier() {
                    throw new AssertionError("no barrier came");
                }

                @Override
                public boolean isQuiet() {
                    return false;
                }
            };
        }

        @Override
        public List<Operator> openOperators(IntConsumer opening) {
            return List.of();
        }

        @Override
        public List<Outlet> route(int operator, int port) {
            return List.of();
        }

        @Override
        public List<Outlet> outlets() {
            return List.of();
        }

        @Override
        public String operatorName(int operator) {
            return "none";
        }

        @Override
        public void onWorked(long rows) {}

        @Override
        public void publishIfAsked() {}

        @Override
        public long firstEpoch() {
            return 0;
        }

        @Override
        public List<Batch> firstBatches() {
            return List.of();
        }

        @Override
        public void prepare(long epoch) {}

        @Override
        public void capture(long epoch, boolean isLast) {}

        @Override
        public void captureView(long view) {}

        @Override
        public boolean goOnCapturing() {
            return false;
        }

        @Override
        public void commit(long epoch) {}

        @Override
        public boolean isSettled() {
            return true;
        }

        @Override
        public void finish() {}

        @Override
        public void onJobFinished() {}

        @Override
        public void abort() {}

        @Override
        public void close() {}
    }
}
