package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.examples.QuakesByNetwork.Activity;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuakesByNetworkTest {

    private final CollectingSink<Activity> results = new CollectingSink<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void resultsAreTheExpectedOnesOnAnyNumberOfWorkers(int workers) throws Exception {
        ExampleRun.withoutLateRecords(QuakesByNetwork.pipeline(QuakesByNetwork.file(), results), workers);

        assertThat(results.records()).hasSize(256);
        assertThat(QuakesByNetwork.toCsv(results.records()))
                .isEqualTo(ExampleRun.expected("usgs-earthquakes/expected/quakes_by_network.csv"));
    }
}
