package dev.millrace.examples;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.aggregate.Aggregates.summary;
import static dev.millrace.api.window.Windows.calendar;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.api.aggregate.LongSummary;
import dev.millrace.api.connector.Console;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.window.WindowResult;
import dev.millrace.connector.files.Csv;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;

/** Departures and their delays for each day and airport, where a day is one of any time zone. */
public final class FlightsDaily {

    /** The zone of both airports. */
    public static final ZoneId PACIFIC_TIME = ZoneId.of("America/Los_Angeles");

    /** Flights come in the order of their schedule, and one was delayed by that much. */
    public static final Duration OUT_OF_ORDER_BY = Duration.ofHours(26);

    private static final int LATE_MINUTES = 15;

    private static final String CSV_HEADER =
            "window_start,origin,departures,late_15_min_or_more,min_dep_delay,max_dep_delay,avg_dep_delay";

    private FlightsDaily() {}

    /**
     * One departure.
     *
     * @param time when the flight left
     * @param origin airport
     * @param delayMinutes against the schedule, negative if it was early
     */
    public record Departure(
            @JsonProperty("actual_departure") Instant time,
            String origin,
            @JsonProperty("dep_delay_min") long delayMinutes) {

        /**
         * Counts departures that were late.
         *
         * @return 1 or 0
         */
        public long late() {
            return delayMinutes >= LATE_MINUTES ? 1 : 0;
        }
    }

    /**
     * What the aggregates are composed to.
     *
     * @param late departures that were
     * @param delay in minutes
     */
    record Delays(long late, LongSummary delay) {}

    /**
     * The departures from one airport on one day.
     *
     * @param windowStart start of the day
     * @param origin airport
     * @param departures how many
     * @param late15MinOrMore how many of them were late
     * @param minDepDelay the least delay, in minutes
     * @param maxDepDelay the greatest delay, in minutes
     * @param avgDepDelay the mean delay, in minutes, exact to 6 decimals
     */
    public record AirportDay(
            Instant windowStart,
            String origin,
            long departures,
            long late15MinOrMore,
            long minDepDelay,
            long maxDepDelay,
            BigDecimal avgDepDelay) {

        private static final Comparator<AirportDay> CSV_ORDER =
                Comparator.comparing(AirportDay::windowStart).thenComparing(AirportDay::origin, CsvRow.BY_CODE_POINT);

        static AirportDay of(WindowResult<String, Delays> result) {
            LongSummary delay = result.value().delay;
            return new AirportDay(
                    result.start(),
                    result.key(),
                    delay.count(),
                    result.value().late,
                    delay.min(),
                    delay.max(),
                    Averages.exact(delay.sum(), delay.count()));
        }

        private String toCsvRow() {
            return CsvRow.of(
                    windowStart,
                    origin,
                    departures,
                    late15MinOrMore,
                    minDepDelay,
                    maxDepDelay,
                    avgDepDelay.toPlainString());
        }
    }

    /**
     * Makes a CSV file of results, by day and airport.
     *
     * @param results in any order
     * @return the text of the file, with a header
     */
    public static String toCsv(List<AirportDay> results) {
        return CsvRow.file(CSV_HEADER, results, AirportDay.CSV_ORDER, AirportDay::toCsvRow);
    }

    /**
     * The departures that come with the examples.
     *
     * @return a file in the order of the schedule
     */
    public static Path file() {
        return ExampleData.file("pnw-flights/departures.csv.gz");
    }

    /**
     * Builds the pipeline.
     *
     * @param file of departures, out of order by {@link #OUT_OF_ORDER_BY} at most
     * @param zone whose days count
     * @param results takes a result for each day and airport
     * @return the pipeline
     */
    public static Pipeline pipeline(Path file, ZoneId zone, Sink<? super AirportDay> results) {
        Pipeline pipeline = Pipeline.named("flights-daily");
        pipeline.read(
                        "departures",
                        Csv.in(file)
                                .as(Departure.class)
                                .eventTime(Departure::time)
                                .outOfOrderBy(OUT_OF_ORDER_BY))
                .keyBy(Departure::origin)
                .window(calendar(Period.ofDays(1), zone))
                .aggregate("daily", allOf(sum(Departure::late), summary(Departure::delayMinutes), Delays::new))
                .map(AirportDay::of)
                .write("results", results);
        return pipeline;
    }

    /**
     * Builds a pipeline that prints. {@code millrace run} calls this.
     *
     * @param args a zone, as {@code America/Los_Angeles}; UTC if there is none
     * @return a pipeline that prints a table
     */
    public static Pipeline pipeline(String[] args) {
        return pipeline(file(), args.length == 0 ? ZoneOffset.UTC : ZoneId.of(args[0]), Console.table());
    }
}
