package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.job.Ledger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsAfterDnsTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void resultsAreTheExpectedOnes(int workers) throws Exception {
        CollectingSink<TlsMinute> results = new CollectingSink<>();
        Ledger ledger = ExampleRun.withoutLateRecords(
                TlsAfterDns.pipeline(
                        TlsAfterDns.lookups(ExampleData.file("zeek-dns/dns.log.gz")),
                        TlsAfterDns.connections(ExampleData.file("zeek-tls/ssl.log.gz")),
                        results),
                workers);

        assertThat(TlsMinute.toCsv(results.records()))
                .isEqualTo(ExampleRun.expected("zeek-tls/expected/tls_after_dns.csv"));
        assertThat(ledger.operator("after-lookup").in()).isGreaterThan(49_474);
    }
}
