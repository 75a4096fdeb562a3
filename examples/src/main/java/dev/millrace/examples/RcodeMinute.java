package dev.millrace.examples;

import dev.millrace.api.window.WindowResult;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The lookups of one minute that were answered with one code.
 *
 * @param windowStart start of the minute
 * @param rcodeName the code, {@code -} where no answer was seen
 * @param queries number of lookups
 * @param withRtt number of those that have a round-trip time
 * @param minRttMicros the least time, null if there is none
 * @param maxRttMicros the greatest time, null if there is none
 * @param avgRttMicros the mean time, exact to 6 decimals, null if there is none
 */
public record RcodeMinute(
        Instant windowStart,
        String rcodeName,
        long queries,
        long withRtt,
        @Nullable Long minRttMicros,
        @Nullable Long maxRttMicros,
        @Nullable BigDecimal avgRttMicros) {

    private static final String CSV_HEADER =
            "window_start,rcode_name,queries,with_rtt,min_rtt_us,max_rtt_us,avg_rtt_us\n";

    /** By minute, then by code. */
    private static final Comparator<RcodeMinute> CSV_ORDER =
            Comparator.comparing(RcodeMinute::windowStart).thenComparing(RcodeMinute::rcodeName, CsvRow.BY_CODE_POINT);

    static RcodeMinute of(WindowResult<String, RoundTrips.Result> result) {
        RoundTrips.Result trips = result.value();
        boolean hasAny = trips.answered() > 0;
        return new RcodeMinute(
                result.start(),
                result.key(),
                trips.lookups(),
                trips.answered(),
                hasAny ? trips.minMicros() : null,
                hasAny ? trips.maxMicros() : null,
                hasAny ? Averages.exact(trips.sumMicros(), trips.answered()) : null);
    }

    /**
     * Makes a CSV file of results: rows by minute and code, whatever the order in which windows were closed.
     *
     * @param results in any order
     * @return the text of the file, with a header
     */
    public static String toCsv(List<RcodeMinute> results) {
        return results.stream()
                .sorted(CSV_ORDER)
                .map(row -> CsvRow.of(
                                row.windowStart,
                                row.rcodeName,
                                row.queries,
                                row.withRtt,
                                row.minRttMicros,
                                row.maxRttMicros,
                                row.avgRttMicros)
                        + "\n")
                .collect(Collectors.joining("", CSV_HEADER, ""));
    }
}
