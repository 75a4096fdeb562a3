package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.examples.FlightsByVisibility.Visibility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlightsByVisibilityTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void resultsAreTheExpectedOnesOnAnyNumberOfWorkers(int workers) throws Exception {
        CollectingSink<Visibility> results = new CollectingSink<>();
        ExampleRun.withoutLateRecords(
                FlightsByVisibility.pipeline(FlightsDaily.file(), FlightsByVisibility.reports(), results), workers);

        assertThat(FlightsByVisibility.toCsv(results.records()))
                .isEqualTo(ExampleRun.expected("pnw-flights/expected/flights_by_visibility.csv"));
    }
}
