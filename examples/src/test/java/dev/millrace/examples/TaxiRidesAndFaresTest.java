package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.job.Ledger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaxiRidesAndFaresTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void resultsAreTheExpectedOnes(int workers) throws Exception {
        CollectingSink<TaxiDay> results = new CollectingSink<>();
        Ledger ledger =
                ExampleRun.withoutLateRecords(TaxiRidesAndFares.pipeline(TaxiRidesAndFares.file(), results), workers);

        assertThat(TaxiDay.toCsv(results.records()))
                .isEqualTo(ExampleRun.expected("green-taxi/expected/taxi_rides_and_fares.csv"));
        assertThat(ledger.operator("with-fare").in()).isEqualTo(2 * 7_623);
    }
}
