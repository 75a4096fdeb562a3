package dev.millrace.runner.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.Runner;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.engine.Millrace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Splits that appear while a job runs are read, by several tasks, and once. */
@Timeout(60)
class GrowingSourceTest {

    private static final FlinkRuntime FLINK =
            FlinkRuntime.local().parallelism(2).build();

    /** Seen by functions that were shipped: they find it by its class. */
    private static final AtomicInteger FAILURES_LEFT = new AtomicInteger();

    @AfterAll
    static void close() {
        FLINK.close();
    }

    @Test
    void theyAreReadAsOnTheEmbeddedEngine(@TempDir Path directory) throws InterruptedException {
        try (Runner embedded = Millrace.embedded()) {
            assertAllRead(embedded, directory.resolve("embedded"), 0);
        }
        GrowingSource source = assertAllRead(FLINK, directory.resolve("flink"), 0);
        assertThat(source.newReaders).as("tasks that were given any").hasSize(2);
        assertThat(source.durable.values()).as("what may be forgotten").anyMatch(next -> next > 0);
    }

    @Test
    void theyAreReadOnceThoughTheJobFails(@TempDir Path directory) throws InterruptedException {
        GrowingSource source = assertAllRead(FLINK, directory, 3);
        assertThat(source.durable.values()).as("what may be forgotten").anyMatch(next -> next > 0);
    }

    private static GrowingSource assertAllRead(Runner runner, Path directory, int failures)
            throws InterruptedException {
        FAILURES_LEFT.set(failures);
        GrowingSource source = new GrowingSource();
        CollectingSink<Long> sink = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("growing");
        pipeline.read("numbers", source).map(GrowingSourceTest::failAtTimes).write("out", sink);
        List<Long> expected = LongStream.range(0, (long) GrowingSource.ALL_SPLITS * GrowingSource.RECORDS)
                .boxed()
                .toList();
        try (Job job = runner.start(pipeline, Checkpoints.in(directory).every(Duration.ofMillis(20)))) {
            while (sink.records().size() < expected.size()) {
                assertThat(job.await(Duration.ofMillis(10))).isFalse();
            }
            assertThat(job.stopWithSavepoint().await(Duration.ofSeconds(30))).isPresent();
            job.await();
        }
        assertThat(sink.records()).containsExactlyInAnyOrderElementsOf(expected);
        return source;
    }

    private static long failAtTimes(long number) {
        boolean isOfNewSplit = number >= (long) GrowingSource.FIRST_SPLITS * GrowingSource.RECORDS;
        if (isOfNewSplit && number % GrowingSource.RECORDS == 5 && FAILURES_LEFT.getAndDecrement() > 0) {
            throw new IllegalStateException("thrown for the test");
        }
        return number;
    }
}
