package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.examples.CloudwatchDaily.SeriesDay;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloudwatchDailyTest {

    private final CollectingSink<SeriesDay> results = new CollectingSink<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void resultsAreTheExpectedOnesOnAnyNumberOfWorkers(int workers) throws Exception {
        ExampleRun.withoutLateRecords(CloudwatchDaily.pipeline(Metrics.file(), results), workers);

        assertThat(results.records()).hasSize(252);
        assertThat(CloudwatchDaily.toCsv(results.records()))
                .isEqualTo(ExampleRun.expected("nab-metrics/expected/cloudwatch_daily.csv"));
    }
}
