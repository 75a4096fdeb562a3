package dev.millrace.examples;

import dev.millrace.api.window.WindowResult;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The rides that began on one day.
 *
 * @param start of the day
 * @param rides number of rides
 * @param joined number of those that found their fare
 * @param cents what those cost together
 * @param seconds how long those took together
 */
public record TaxiDay(Instant start, long rides, long joined, long cents, long seconds) {

    private static final String CSV_HEADER =
            "window_start,rides,joined,unjoined,sum_total_amount_cents,avg_ride_seconds";

    /**
     * What the aggregates of {@link TaxiRidesAndFares} are composed to.
     *
     * @param rides number of rides
     * @param joined number of those that found their fare
     * @param cents what those cost together
     * @param seconds how long those took together
     */
    record Sums(long rides, long joined, long cents, long seconds) {}

    static TaxiDay of(WindowResult<Instant, Sums> result) {
        Sums sums = result.value();
        return new TaxiDay(result.key(), sums.rides, sums.joined, sums.cents, sums.seconds);
    }

    /**
     * How long a ride took that found its fare.
     *
     * @return the mean, exact to 6 decimals, or null if none did
     */
    public @Nullable BigDecimal averageSeconds() {
        return joined == 0 ? null : Averages.exact(seconds, joined);
    }

    /**
     * Makes a CSV file of results: rows by day, then one with the total.
     *
     * @param results in any order
     * @return the text of the file, with a header
     */
    public static String toCsv(List<TaxiDay> results) {
        TaxiDay total = new TaxiDay(
                Instant.EPOCH,
                sum(results, TaxiDay::rides),
                sum(results, TaxiDay::joined),
                sum(results, TaxiDay::cents),
                sum(results, TaxiDay::seconds));
        return CsvRow.file(
                        CSV_HEADER,
                        results,
                        Comparator.comparing(TaxiDay::start),
                        row -> row.toCsvRow(row.start.toString()))
                + total.toCsvRow("total")
                + "\n";
    }

    private static long sum(List<TaxiDay> results, ToLongFunction<TaxiDay> value) {
        return results.stream().mapToLong(value).sum();
    }

    private String toCsvRow(String first) {
        return CsvRow.of(first, rides, joined, rides - joined, cents, averageSeconds());
    }
}
