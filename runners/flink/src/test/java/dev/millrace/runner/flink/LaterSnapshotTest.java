package dev.millrace.runner.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.Generator;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Job;
import dev.millrace.api.process.ProcessFunction;
import dev.millrace.api.process.RecordContext;
import dev.millrace.api.state.StateSpec;
import dev.millrace.api.state.ValueSpec;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.Codec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A task goes on with its work while its state is written, and what is written is the state at the barrier. */
@Timeout(60)
class LaterSnapshotTest {

    private static final int KEYS = 5_000;
    private static final int ROUNDS = 20;

    /** Values that were written since the last record. Seen by functions that were shipped, as what follows. */
    private static final AtomicInteger WRITTEN = new AtomicInteger();

    private static final AtomicInteger RECORDS = new AtomicInteger();

    /** Open until records have come between two values of one capture. */
    private static final CountDownLatch IN_BETWEEN = new CountDownLatch(1);

    /** A value whose writing is noticed. */
    private record Visits(int count) {}

    private record VisitsCodec() implements Codec<Visits> {

        @Override
        public void write(Visits value, BinaryOutput out) {
            WRITTEN.incrementAndGet();
            out.writeVarint(value.count);
        }

        @Override
        public Visits read(BinaryInput in) {
            return new Visits((int) in.readVarint());
        }
    }

    private record CountVisits() implements ProcessFunction<Long, Long, String> {

        private static final ValueSpec<Visits> VISITS = StateSpec.value("visits", Visits.class);

        @Override
        public List<StateSpec<?>> states() {
            return List.of(VISITS);
        }

        @Override
        public void process(RecordContext<Long, Long, String> visit) {
            int written = WRITTEN.getAndSet(0);
            // Every key has a value by then, so that a capture that stops the task writes all of them between two
            // records.
            if (RECORDS.incrementAndGet() > KEYS && written > 0 && written < KEYS / 2) {
                IN_BETWEEN.countDown();
            }
            Visits before = visit.state(VISITS).get();
            Visits now = new Visits(before == null ? 1 : before.count + 1);
            visit.state(VISITS).set(now);
            visit.emit(visit.key() + " for the " + now.count);
        }
    }

    @Test
    void recordsAreProcessedWhileStateIsWritten(@TempDir Path directory) throws InterruptedException {
        CollectingSink<String> sink = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("visits").codec(Visits.class, new VisitsCodec());
        pipeline.read(
                        "visits",
                        Generator.of(i -> i % KEYS).limit((long) KEYS * ROUNDS).perSecond(KEYS * 10L))
                .keyBy(key -> key)
                .process("count", new CountVisits())
                .write("out", sink);
        Checkpoints checkpoints = Checkpoints.in(directory).every(Duration.ofMillis(20));
        try (FlinkRuntime flink =
                FlinkRuntime.local().parallelism(1).batchCapacity(16).build()) {
            try (Job job = flink.start(pipeline, checkpoints)) {
                assertThat(IN_BETWEEN.await(30, TimeUnit.SECONDS)).isTrue();
                assertThat(job.stopWithSavepoint().await(Duration.ofSeconds(30))).isPresent();
                job.await();
            }
            try (Job job = flink.start(pipeline, checkpoints)) {
                job.await();
            }
        }
        assertThat(sink.records()).hasSize(KEYS * ROUNDS).doesNotHaveDuplicates();
        assertThat(sink.records()).contains("0 for the " + ROUNDS, KEYS - 1 + " for the " + ROUNDS);
    }
}
