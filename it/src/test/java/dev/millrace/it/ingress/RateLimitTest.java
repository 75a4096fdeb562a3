package dev.millrace.it.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.Push;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How fast records pass, by the clock of the run. */
class RateLimitTest {

    private static final List<Long> NUMBERS = LongStream.range(0, 1_000).boxed().toList();

    @Test
    void aSourceGivesNoMoreThanItsRate() {
        for (long seed = 0; seed < 10; seed++) {
            CollectingSink<Long> out = new CollectingSink<>();
            Pipeline pipeline = Pipeline.named("slow source");
            pipeline.read("numbers", ListSource.of(NUMBERS).rateLimit(200).eventTimeMillis(number -> number))
                    .write("out", out);
            TestRun run = TestRun.of(pipeline).seed(seed).start();
            run.runUntilIdle();
            assertThat(out.records()).hasSize(1);
            for (int i = 1; i <= 20; i++) {
                run.advance(Duration.ofMillis(50));
                assertThat(out.records()).as("seed %d", seed).hasSize(Math.min(1 + 10 * i, 1_000));
            }
            // Silence does not save up more than a tenth of a second.
            run.advance(Duration.ofHours(1));
            assertThat(out.records()).hasSize(1 + 200 + 20);
        }
    }

    @Test
    void aSinkGetsNoMoreThanItsRateAndTheSourceWaits() {
        for (long seed = 0; seed < 10; seed++) {
            CollectingSink<Long> out = new CollectingSink<>();
            Pipeline pipeline = Pipeline.named("slow sink");
            pipeline.read("numbers", ListSource.of(NUMBERS).eventTimeMillis(number -> number))
                    .write("out", out.rateLimit(100));
            TestRun run = TestRun.of(pipeline)
                    .seed(seed)
                    .batchCapacity(7)
                    .laneBatches(1)
                    .start();
            run.runUntilIdle();
            for (int seconds = 1; seconds <= 8; seconds++) {
                for (int i = 0; i < 20; i++) {
                    run.advance(Duration.ofMillis(50));
                }
                assertThat(out.records().size()).as("seed %d", seed).isBetween(100 * seconds - 7, 100 * seconds + 8);
            }
            assertThat(run.ledger().operator("numbers").in()).isLessThan(850);
            while (!run.status().isEnd()) {
                run.advance(Duration.ofMillis(50));
            }
            assertThat(out.records()).isEqualTo(NUMBERS);
        }
    }

    @Test
    void misuseIsRefusedWithAWayOut() {
        assertThatThrownBy(() -> ListSource.of(1L).rateLimit(0))
                .hasMessageContaining("at least 1 record per second, got 0");
        assertThatThrownBy(() -> new CollectingSink<Long>().rateLimit(-1)).hasMessageContaining("got -1");
        assertThatThrownBy(() -> Push.of(Long.class).rateLimit(5)).hasMessageContaining("Sink.rateLimit(5)");
    }
}
