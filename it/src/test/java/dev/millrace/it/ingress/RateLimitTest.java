package dev.millrace.it.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.Push;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.Split;
import dev.millrace.api.connector.TimedSource;
import dev.millrace.api.failure.DeadLetter;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.time.TimeSpec;
import dev.millrace.connector.files.JsonLines;
import dev.millrace.testkit.ScriptedSource;
import dev.millrace.testkit.TestRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How fast records pass, by the clock of the run. */
class RateLimitTest {

    record Line(long number) {}

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
    void splitsThatAppearAreReadThroughTheLimit() {
        ScriptedSource<Long> source = ScriptedSource.live(1);
        CollectingSink<Long> out = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("appearing");
        pipeline.read("numbers", source.rateLimit(100).eventTimeMillis(number -> number))
                .write("out", out);
        TestRun run = TestRun.of(pipeline).start().runUntilIdle();

        source.addSplit().add(1L, 2L, 3L);
        for (int i = 0; i < 10; i++) {
            run.advance(Duration.ofMillis(50));
        }

        assertThat(out.records()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void badLinesAreSetAsideThroughTheLimit(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("numbers.jsonl"), "{\"number\":1}\nbad\n{\"number\":2}\n");
        CollectingSink<Line> out = new CollectingSink<>();
        CollectingSink<DeadLetter> letters = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("bad lines");
        pipeline.read(
                        "numbers",
                        JsonLines.in(file).as(Line.class).rateLimit(1_000).eventTimeMillis(Line::number))
                .write("out", out);
        pipeline.deadLetters().write("letters", letters);
        TestRun run = TestRun.of(pipeline).start();

        while (!run.status().isEnd()) {
            run.advance(Duration.ofMillis(50));
        }

        assertThat(out.records()).containsExactly(new Line(1), new Line(2));
        assertThat(letters.records()).hasSize(1);
    }

    @Test
    void recordsHaveTheTimeThatTheyHaveWithoutTheLimit() {
        Source<Long> source = new Source<>() {
            @Override
            public List<? extends Split<Long>> splits() throws Exception {
                return ListSource.of(1L).splits();
            }

            @Override
            public boolean isReplayable() {
                return true;
            }

            @Override
            public TimedSource<Long> withDefaultTime() {
                return eventTimeMillis(number -> number);
            }
        };

        assertThat(source.rateLimit(5).withDefaultTime().time().kind()).isEqualTo(TimeSpec.Kind.EVENT);
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
