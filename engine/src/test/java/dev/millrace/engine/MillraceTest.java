package dev.millrace.engine;

import static dev.millrace.api.aggregate.Aggregates.summary;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.aggregate.LongSummary;
import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.Generator;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.window.WindowResult;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MillraceTest {

    record Bid(long auction, long price, long millis) {}

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void everyRecordIsCountedOnAnyNumberOfWorkers(int workers) throws Exception {
        Pipeline pipeline = Pipeline.named("bids");
        CollectingSink<WindowResult<Long, LongSummary>> results = new CollectingSink<>();
        pipeline.read(
                        "bids",
                        Generator.of(i -> new Bid(i % 100, i, i))
                                .limit(100_000)
                                .splits(3)
                                .eventTimeMillis(Bid::millis))
                .keyBy(Bid::auction)
                .window(tumbling(Duration.ofSeconds(10)))
                .aggregate("summary", summary(Bid::price))
                .write("results", results);

        try (EmbeddedRuntime runtime =
                        EmbeddedRuntime.builder().workers(workers).build();
                Job job = runtime.start(pipeline)) {
            job.await();
            assertThat(job.ledger().imbalances()).isEmpty();
        }

        assertThat(results.records()).hasSize(1_000);
        assertThat(results.records()).allMatch(result -> result.value().count() == 100);
        assertThat(results.records().stream()
                        .mapToLong(result -> result.value().sum())
                        .sum())
                .isEqualTo(100_000L * 99_999 / 2);
    }

    @Test
    void aRunnerWhoseJarIsMissingIsNamed() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try {
            assertThatThrownBy(Millrace::flink)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("add the dependency dev.millrace:millrace-runner-flink");
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }
}
