package dev.millrace.it.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.IngressFullException;
import dev.millrace.api.connector.Push;
import dev.millrace.api.connector.Records;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.engine.EmbeddedRuntime;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Threads push ten times as many records as the sink takes, for as long as {@code -Dmillrace.overload.seconds} says. The sink is
 * slow by count and not by time: it takes one record for ten that were pushed, or when nothing more can be.
 */
class OverloadTest {

    private static final double SECONDS = Double.parseDouble(System.getProperty("millrace.overload.seconds", "12"));
    private static final int PUSHERS = 3;
    private static final int CAPACITY = 2_000;
    private static final int SLOWER = 10;
    private static final long HEAP_GROWTH_MAX = 24L << 20;

    private record Reading(long number, long time) {}

    private final AtomicLong pushed = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile Ingress<Reading> ingress;
    private volatile boolean isDraining;

    @TempDir
    Path directory;

    private final class SlowSink implements Sink<Reading>, SinkWriter<Reading> {

        @Override
        public SinkWriter<Reading> open(WriterContext context) {
            return this;
        }

        @Override
        public Guarantee guarantee() {
            return Guarantee.AT_LEAST_ONCE;
        }

        @Override
        public boolean isReady() {
            return isDraining || taken.get() * SLOWER < pushed.get() || ingress != null && ingress.isFull();
        }

        @Override
        public void write(Records<Reading> records) {
            taken.addAndGet(records.size());
        }
    }

    @ParameterizedTest
    @EnumSource(Push.Overflow.class)
    void everyRecordIsAccountedForAndTheHeapStaysFlat(Push.Overflow policy) throws Exception {
        Push<Reading> push = Push.of(Reading.class).capacity(CAPACITY);
        push = policy == Push.Overflow.SPILL ? push.spillTo(directory) : push.whenFull(policy);
        Pipeline pipeline = Pipeline.named("overload");
        Stream<Reading> readings = pipeline.read("readings", push.eventTimeMillis(Reading::time));
        readings.filter(reading -> reading.number() >= 0).write("slow", new SlowSink());

        try (EmbeddedRuntime runtime =
                        EmbeddedRuntime.builder().workers(1).batchCapacity(64).build();
                Job job = runtime.start(pipeline)) {
            ingress = job.ingress(readings);
            long half = (long) (SECONDS * 500_000_000);
            pushFor(half);
            long heap = usedHeap();
            pushFor(half);
            long heapAfterwards = usedHeap();
            System.out.printf(
                    "Overload, %s for %.1f s: %,d pushed, %,d taken by then; heap %.1f MB after half of the time, %.1f MB at"
                            + " the end%n",
                    policy, SECONDS, pushed.get(), taken.get(), heap / 1e6, heapAfterwards / 1e6);
            assertThat(heapAfterwards).as("heap after as much again").isLessThan(heap + HEAP_GROWTH_MAX);
            isDraining = true;
            ingress.close();
            job.await();
            requireAccounted(policy, job.ledger());
            System.out.printf(
                    "Overload, %s: %,d accepted, %,d taken, %,d dropped, %,d refused%n",
                    policy,
                    accepted.get(),
                    taken.get(),
                    job.ledger().operator("readings").dropped(),
                    refused.get());
        }
    }

    private void requireAccounted(Push.Overflow policy, Ledger ledger) {
        assertThat(ledger.imbalances()).isEmpty();
        Ledger.Row row = ledger.operator("readings");
        assertThat(row.in()).isEqualTo(accepted.get() + dropped.get());
        assertThat(row.out()).isEqualTo(taken.get());
        assertThat(row.in()).isEqualTo(taken.get() + row.dropped());
        assertThat(ingress.highWaterMark())
                .isLessThanOrEqualTo(policy == Push.Overflow.SPILL ? pushed.get() : CAPACITY);
        switch (policy) {
            case DROP_NEWEST ->
                assertThat(row.dropped()).isEqualTo(dropped.get()).isPositive();
            case DROP_OLDEST -> {
                assertThat(dropped.get()).isZero();
                assertThat(row.dropped())
                        .isEqualTo(accepted.get() - taken.get())
                        .isPositive();
            }
            case FAIL -> {
                assertThat(refused.get()).isPositive();
                assertThat(row.dropped()).isZero();
            }
            case BLOCK, SPILL -> {
                assertThat(taken.get()).isEqualTo(pushed.get());
                assertThat(row.dropped()).isZero();
            }
        }
    }

    private void pushFor(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < PUSHERS; i++) {
            Thread thread = new Thread(() -> {
                while (System.nanoTime() - end < 0) {
                    pushOne();
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void pushOne() {
        long number = pushed.incrementAndGet();
        try {
            (ingress.put(new Reading(number, number)) == Ingress.DROPPED ? dropped : accepted).incrementAndGet();
        } catch (IngressFullException full) {
            refused.incrementAndGet();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
