package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.examples.LlmRequests.Load;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LlmRequestsTest {

    private final CollectingSink<Load> results = new CollectingSink<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void resultsAreTheExpectedOnesOnAnyNumberOfWorkers(int workers) throws Exception {
        ExampleRun.withoutLateRecords(
                LlmRequests.pipeline(LlmRequests.file("code"), LlmRequests.file("conv"), results), workers);

        assertThat(results.records()).hasSize(315);
        assertThat(LlmRequests.toCsv(results.records()))
                .isEqualTo(ExampleRun.expected("azure-llm-requests/expected/llm_sliding.csv"));
    }
}
