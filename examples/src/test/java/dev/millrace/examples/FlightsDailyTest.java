package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.examples.FlightsDaily.AirportDay;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlightsDailyTest {

    private final CollectingSink<AirportDay> results = new CollectingSink<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void resultsAreTheExpectedOnesOnAnyNumberOfWorkers(int workers) throws Exception {
        ExampleRun.withoutLateRecords(FlightsDaily.pipeline(FlightsDaily.file(), ZoneOffset.UTC, results), workers);

        assertThat(results.records()).hasSize(732);
        assertThat(FlightsDaily.toCsv(results.records()))
                .isEqualTo(ExampleRun.expected("pnw-flights/expected/flights_daily.csv"));
    }

    @Test
    void daysOfTheAirportsAreThoseOfTheirClocksThoughTwoOfThemHaveNot24Hours() throws Exception {
        ExampleRun.withoutLateRecords(
                FlightsDaily.pipeline(FlightsDaily.file(), FlightsDaily.PACIFIC_TIME, results), 2);

        Map<String, Long> found = new TreeMap<>();
        results.records()
                .forEach(day -> found.put(localDate(day.windowStart()) + " " + day.origin(), day.departures()));
        assertThat(found).hasSameSizeAs(results.records()).isEqualTo(naiveCounts());
    }

    private static Map<String, Long> naiveCounts() throws Exception {
        Map<String, Long> counts = new TreeMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(FlightsDaily.file())), StandardCharsets.UTF_8))) {
            lines.lines()
                    .skip(1)
                    .map(line -> line.split(",", -1))
                    .forEach(cells -> counts.merge(localDate(Instant.parse(cells[0])) + " " + cells[1], 1L, Long::sum));
        }
        return counts;
    }

    private static LocalDate localDate(Instant time) {
        return LocalDate.ofInstant(time, FlightsDaily.PACIFIC_TIME);
    }
}
