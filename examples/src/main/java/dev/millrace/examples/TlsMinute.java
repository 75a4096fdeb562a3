package dev.millrace.examples;

import dev.millrace.api.window.WindowResult;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * The TLS connections of one minute.
 *
 * @param windowStart start of the minute
 * @param connections number of connections
 * @param matched number of those that follow a lookup
 * @param unmatched number of those that follow none
 * @param pairs number of pairs of a connection and a lookup that it follows
 */
public record TlsMinute(Instant windowStart, long connections, long matched, long unmatched, long pairs) {

    private static final String CSV_HEADER = "window_start,connections,matched,unmatched,pairs";

    /**
     * What the aggregates of {@link TlsAfterDns} are composed to.
     *
     * @param connections number of connections
     * @param matched number of those that follow a lookup
     * @param pairs number of pairs
     */
    record Counts(long connections, long matched, long pairs) {}

    static TlsMinute of(WindowResult<?, Counts> result) {
        Counts counts = result.value();
        return new TlsMinute(
                result.start(),
                counts.connections(),
                counts.matched(),
                counts.connections() - counts.matched(),
                counts.pairs());
    }

    /**
     * Makes a CSV file of results: rows by minute, then one with the total.
     *
     * @param results in any order
     * @return the text of the file, with a header
     */
    public static String toCsv(List<TlsMinute> results) {
        return CsvRow.file(
                        CSV_HEADER,
                        results,
                        Comparator.comparing(TlsMinute::windowStart),
                        row -> CsvRow.of(row.windowStart, row.connections, row.matched, row.unmatched, row.pairs))
                + CsvRow.of(
                        "total",
                        results.stream().mapToLong(TlsMinute::connections).sum(),
                        results.stream().mapToLong(TlsMinute::matched).sum(),
                        results.stream().mapToLong(TlsMinute::unmatched).sum(),
                        results.stream().mapToLong(TlsMinute::pairs).sum())
                + "\n";
    }
}
