package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.examples.AccessByStatus.StatusCount;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessByStatusTest {

    private final CollectingSink<StatusCount> results = new CollectingSink<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void resultsAreTheExpectedOnesOnAnyNumberOfWorkers(int workers) throws Exception {
        ExampleRun.withoutLateRecords(AccessByStatus.pipeline(AccessLog.directory(), results), workers);

        assertThat(results.records()).hasSize(343);
        assertThat(AccessByStatus.toCsv(results.records()))
                .isEqualTo(ExampleRun.expected("web-access-log/expected/access_by_status.csv"));
    }
}
