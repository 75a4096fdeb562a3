package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.examples.MachineTemperature.Temperature;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MachineTemperatureTest {

    private final CollectingSink<Temperature> results = new CollectingSink<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void resultsAreTheExpectedOnesOnAnyNumberOfWorkers(int workers) throws Exception {
        ExampleRun.withoutLateRecords(MachineTemperature.pipeline(Metrics.file(), results), workers);

        assertThat(results.records()).hasSize(288);
        assertThat(MachineTemperature.toCsv(results.records()))
                .isEqualTo(ExampleRun.expected("nab-metrics/expected/machine_temperature.csv"));
    }
}
