package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.Source;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.examples.WikipediaHourly.Edit;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WikipediaHourlyTest {

    private static final int EDITS = 39_244;

    private final CollectingSink<HourlyEdits> hours = new CollectingSink<>();
    private final CollectingSink<DailyEdits> days = new CollectingSink<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void resultsAreTheExpectedOnesOnAnyNumberOfWorkers(int workers) throws Exception {
        run(WikipediaHourly.edits(WikipediaHourly.file()), workers);

        assertThat(HourlyEdits.toCsv(hours.records())).isEqualTo(expected());
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void resultsAreTheExpectedOnesInAnyOrderWithinTheBound(long seed) throws Exception {
        Source<Edit> edits = WikipediaHourly.edits(WikipediaHourly.file());

        run(WikipediaHourly.shuffled(edits, seed), 1 + (int) (seed % 3));

        assertThat(HourlyEdits.toCsv(hours.records())).isEqualTo(expected());
    }

    @Test
    void daysAreTheSumsOfTheirHours() throws Exception {
        run(WikipediaHourly.edits(WikipediaHourly.file()), 2);

        assertThat(days.records()).hasSize(51);
        assertThat(days.records()).allSatisfy(day -> {
            List<HourlyEdits> itsHours = hours.records().stream()
                    .filter(hour -> hour.channel().equals(day.channel()))
                    .toList();
            assertThat(day.day()).isEqualTo("2015-09-12T00:00:00Z");
            assertThat(day.edits())
                    .isEqualTo(itsHours.stream().mapToLong(HourlyEdits::edits).sum());
            assertThat(day.added())
                    .isEqualTo(
                            itsHours.stream().mapToLong(HourlyEdits::sumAdded).sum());
            assertThat(day.deleted())
                    .isEqualTo(
                            itsHours.stream().mapToLong(HourlyEdits::sumDeleted).sum());
            assertThat(day.busiestHourEdits())
                    .isEqualTo(itsHours.stream()
                            .mapToLong(HourlyEdits::edits)
                            .max()
                            .orElseThrow());
            assertThat(itsHours)
                    .filteredOn(hour -> hour.edits() == day.busiestHourEdits())
                    .extracting(HourlyEdits::windowStart)
                    .contains(day.busiestHour());
        });
        assertThat(days.records().stream().sorted(DailyEdits.BUSIEST_FIRST).map(DailyEdits::channel))
                .startsWith("#en.wikipedia", "#vi.wikipedia");
    }

    private void run(Source<Edit> edits, int workers) throws InterruptedException {
        Pipeline pipeline = WikipediaHourly.pipeline(edits, hours, days);
        try (EmbeddedRuntime runtime =
                        EmbeddedRuntime.builder().workers(workers).build();
                Job job = runtime.start(pipeline)) {
            job.await();
            Ledger ledger = job.ledger();
            assertThat(ledger.imbalances()).isEmpty();
            assertThat(ledger.operator("edits").in()).isEqualTo(EDITS);
            assertThat(ledger.operator("hourly").late()).isZero();
        }
    }

    private static String expected() throws Exception {
        return Files.readString(ExampleData.file("wikipedia-edits/expected/wiki_hourly_by_channel.csv"));
    }
}
