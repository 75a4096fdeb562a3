package dev.millrace.examples;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.window.Windows.global;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.connector.Console;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.stream.KeyedStream;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.VersionedTable;
import dev.millrace.connector.files.Csv;
import dev.millrace.examples.FlightsDaily.Departure;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * Departures and their delays at each visibility: each with the latest weather report of its airport at the time when the flight
 * left, if that is not too old.
 */
public final class FlightsByVisibility {

    /** An older report says nothing about the weather now. */
    public static final Duration REPORT_AGE_MAX = Duration.ofHours(2);

    private static final String NO_REPORT = "none";
    static final String CSV_HEADER = "visibility_miles,departures,late_15_min_or_more,avg_dep_delay";

    private FlightsByVisibility() {}

    /**
     * An hourly weather report.
     *
     * @param time start of the hour
     * @param airport where
     * @param visibility in miles, as the file writes it, {@code NA} if it is not given
     */
    public record Report(
            Instant time,
            @JsonProperty("origin") String airport,
            @JsonProperty("visib") String visibility) {}

    /**
     * A departure and what could be seen.
     *
     * @param departure the departure
     * @param visibility that of the report, {@code none} if there was no report
     */
    record Sighting(Departure departure, String visibility) {

        long late() {
            return departure.late();
        }

        long delayMinutes() {
            return departure.delayMinutes();
        }
    }

    /**
     * What the aggregates are composed to.
     *
     * @param departures how many
     * @param late how many of them were late
     * @param delaySum of their delays, in minutes
     */
    record Delays(long departures, long late, long delaySum) {}

    /**
     * The departures at one visibility.
     *
     * @param visibilityMiles as the reports write it, {@code NA} if they do not, {@code none} without a report
     * @param departures how many
     * @param late15MinOrMore how many of them were late
     * @param avgDepDelay the mean delay, in minutes, exact to 6 decimals
     */
    public record Visibility(String visibilityMiles, long departures, long late15MinOrMore, BigDecimal avgDepDelay) {

        private static final Comparator<Visibility> CSV_ORDER =
                Comparator.comparing(Visibility::visibilityMiles, CsvRow.BY_CODE_POINT);

        static Visibility of(String visibilityMiles, Delays delays) {
            return new Visibility(
                    visibilityMiles,
                    delays.departures,
                    delays.late,
                    Averages.exact(delays.delaySum, delays.departures));
        }

        private String toCsvRow() {
            return CsvRow.of(visibilityMiles, departures, late15MinOrMore, avgDepDelay.toPlainString());
        }
    }

    /**
     * Makes a CSV file of results, by visibility as text.
     *
     * @param results in any order
     * @return the text of the file, with a header
     */
    public static String toCsv(List<Visibility> results) {
        return CsvRow.file(CSV_HEADER, results, Visibility.CSV_ORDER, Visibility::toCsvRow);
    }

    /**
     * The weather reports that come with the examples.
     *
     * @return a file in the order of time
     */
    public static Path reports() {
        return ExampleData.file("pnw-flights/weather.csv.gz");
    }

    /**
     * Builds the pipeline.
     *
     * @param departures a file of them, out of order by {@link FlightsDaily#OUT_OF_ORDER_BY} at most
     * @param reports a file of weather reports, in order
     * @param results takes a result for each visibility
     * @return the pipeline
     */
    public static Pipeline pipeline(Path departures, Path reports, Sink<? super Visibility> results) {
        Pipeline pipeline = Pipeline.named("flights-by-visibility");
        byVisibility(
                        pipeline.read(
                                "departures",
                                Csv.in(departures)
                                        .as(Departure.class)
                                        .eventTime(Departure::time)
                                        .outOfOrderBy(FlightsDaily.OUT_OF_ORDER_BY)),
                        pipeline.read(
                                "weather", Csv.in(reports).as(Report.class).eventTime(Report::time)))
                .window(global())
                .aggregate("delays", delays())
                .map(result -> Visibility.of(result.key(), result.value()))
                .write("results", results);
        return pipeline;
    }

    /** Each departure with what could be seen, wherever flights and reports come from. */
    static KeyedStream<Sighting, String> byVisibility(Stream<Departure> flights, Stream<Report> reports) {
        VersionedTable<String, Report> weather = reports.keyBy(Report::airport).versioned();
        return flights.asOf("with-weather", weather, Departure::origin)
                .within(REPORT_AGE_MAX)
                .leftOuter((flight, report) -> new Sighting(flight, report == null ? NO_REPORT : report.visibility()))
                .keyBy(Sighting::visibility);
    }

    static Aggregate<Sighting, ?, Delays> delays() {
        return allOf(count(), sum(Sighting::late), sum(Sighting::delayMinutes), Delays::new);
    }

    /**
     * Builds a pipeline that prints. {@code millrace run} calls this.
     *
     * @param args none
     * @return a pipeline that prints a table
     */
    public static Pipeline pipeline(String[] args) {
        return pipeline(FlightsDaily.file(), reports(), Console.table());
    }
}
