package dev.millrace.examples;

import dev.millrace.api.aggregate.LongSummary;
import dev.millrace.api.window.WindowResult;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What happened to one Wikipedia in one hour.
 *
 * @param windowStart start of the hour
 * @param channel which Wikipedia
 * @param edits number of edits
 * @param sumAdded characters added
 * @param sumDeleted characters deleted
 * @param minDelta smallest change of a page's length
 * @param maxDelta largest change
 * @param avgDelta mean change, exact to 6 decimals
 */
public record HourlyEdits(
        Instant windowStart,
        String channel,
        long edits,
        long sumAdded,
        long sumDeleted,
        long minDelta,
        long maxDelta,
        BigDecimal avgDelta) {

    private static final String CSV_HEADER =
            "window_start,channel,edits,sum_added,sum_deleted,min_delta,max_delta,avg_delta\n";

    /** By hour, then by channel. */
    private static final Comparator<HourlyEdits> CSV_ORDER =
            Comparator.comparing(HourlyEdits::windowStart).thenComparing(HourlyEdits::channel, CsvRow.BY_CODE_POINT);

    /**
     * What the aggregates of {@link WikipediaHourly} are composed to.
     *
     * @param edits number of edits
     * @param added characters added
     * @param deleted characters deleted
     * @param delta changes of length
     */
    record Totals(long edits, long added, long deleted, LongSummary delta) {}

    static HourlyEdits of(WindowResult<String, Totals> result) {
        Totals totals = result.value();
        LongSummary delta = totals.delta();
        return new HourlyEdits(
                result.start(),
                result.key(),
                totals.edits(),
                totals.added(),
                totals.deleted(),
                delta.min(),
                delta.max(),
                Averages.exact(delta.sum(), delta.count()));
    }

    /**
     * Makes a CSV file of results: rows by hour and channel, whatever the order in which windows were closed.
     *
     * @param results in any order
     * @return the text of the file, with a header
     */
    public static String toCsv(List<HourlyEdits> results) {
        return results.stream()
                .sorted(CSV_ORDER)
                .map(hour -> CsvRow.of(
                                hour.windowStart,
                                hour.channel,
                                hour.edits,
                                hour.sumAdded,
                                hour.sumDeleted,
                                hour.minDelta,
                                hour.maxDelta,
                                hour.avgDelta.toPlainString())
                        + "\n")
                .collect(Collectors.joining("", CSV_HEADER, ""));
    }
}
