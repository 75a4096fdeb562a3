package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.window.LateRecord;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.examples.DnsByRcode.Lookup;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DnsByRcodeTest {

    private final CollectingSink<RcodeMinute> results = new CollectingSink<>();
    private final CollectingSink<LateRecord<Lookup>> late = new CollectingSink<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void resultsAreTheExpectedOnesIfTheBoundIsWideEnough(int workers) throws Exception {
        run(DnsByRcode.WIDE_ENOUGH, workers);

        assertThat(RcodeMinute.toCsv(results.records())).isEqualTo(expected());
        assertThat(late.records()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void withANarrowBoundEveryLookupIsEitherCountedOrLate(int workers) throws Exception {
        Ledger ledger = run(Duration.ofSeconds(10), workers);

        Map<String, Long> found = new TreeMap<>();
        results.records()
                .forEach(row -> found.merge(row.windowStart() + "," + row.rcodeName(), row.queries(), Long::sum));
        late.records()
                .forEach(record -> found.merge(
                        record.window().start() + "," + record.record().rcode(), 1L, Long::sum));
        assertThat(found).isEqualTo(expectedQueries());
        assertThat(late.records()).isNotEmpty();
        assertThat(ledger.operator("per-minute").late())
                .isEqualTo(late.records().size());
    }

    private Ledger run(Duration outOfOrderBy, int workers) throws InterruptedException {
        try (EmbeddedRuntime runtime =
                        EmbeddedRuntime.builder().workers(workers).build();
                Job job = runtime.start(
                        DnsByRcode.pipeline(DnsByRcode.lookups(DnsByRcode.file()), outOfOrderBy, results, late))) {
            job.await();
            assertThat(job.ledger().imbalances()).isEmpty();
            return job.ledger();
        }
    }

    private static Map<String, Long> expectedQueries() throws Exception {
        Map<String, Long> queries = new TreeMap<>();
        expected()
                .lines()
                .skip(1)
                .map(line -> line.split(",", -1))
                .forEach(fields -> queries.put(fields[0] + "," + fields[1], Long.valueOf(fields[2])));
        return queries;
    }

    private static String expected() throws Exception {
        return Files.readString(ExampleData.file("zeek-dns/expected/dns_by_rcode.csv"));
    }
}
