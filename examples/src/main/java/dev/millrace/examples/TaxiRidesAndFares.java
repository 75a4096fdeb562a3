package dev.millrace.examples;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.filtering;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.window.Windows.global;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.api.connector.Console;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.connector.files.Csv;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which taxi rides are paid for within an hour, and how much? Rides have the time at which they begin, and fares that at which
 * they are paid; a ride whose fare does not come in time comes alone. What a ride and its fare give has the later time of
 * both, so the day on which the ride began is read from the ride, and is the key.
 */
public final class TaxiRidesAndFares {

    /** How long a ride may take. */
    public static final Duration WITHIN = Duration.ofHours(1);

    /** The file is in the order of pickups, and some meters ran for more than a day. */
    public static final Duration FARES_OUT_OF_ORDER_BY = Duration.ofHours(36);

    private TaxiRidesAndFares() {}

    /**
     * One line of the file, which has more columns than these. No two lines have all of these in common, so they are what a ride
     * and its fare know each other by.
     *
     * @param pickup when the ride began, with a blank between date and time, taken as UTC
     * @param dropoff when it ended
     * @param totalAmount what was paid, in dollars
     */
    public record Trip(
            @JsonProperty("lpep_pickup_datetime") String pickup,
            @JsonProperty("Lpep_dropoff_datetime") String dropoff,
            @JsonProperty("Total_amount") BigDecimal totalAmount) {

        /**
         * When the ride began.
         *
         * @return in UTC
         */
        public Instant pickupTime() {
            return time(pickup);
        }

        /**
         * When it ended and was paid for.
         *
         * @return in UTC
         */
        public Instant dropoffTime() {
            return time(dropoff);
        }

        private static Instant time(String text) {
            return Instant.parse(text.replace(' ', 'T') + "Z");
        }
    }

    /**
     * A ride, and its fare if that came in time.
     *
     * @param day on which the ride began
     * @param isJoined whether the fare came
     * @param cents what was paid; 0 if the fare did not come
     * @param seconds how long the ride took; 0 if the fare did not come
     */
    record Outcome(Instant day, boolean isJoined, long cents, long seconds) {

        private static final int CENT_DIGITS = 2;

        static Outcome of(Trip ride, @Nullable Trip fare) {
            Instant day = ride.pickupTime().truncatedTo(ChronoUnit.DAYS);
            if (fare == null) {
                return new Outcome(day, false, 0, 0);
            }
            return new Outcome(
                    day,
                    true,
                    fare.totalAmount().movePointRight(CENT_DIGITS).longValueExact(),
                    Duration.between(ride.pickupTime(), fare.dropoffTime()).toSeconds());
        }
    }

    /**
     * The rides that come with the examples.
     *
     * @return a file in the order of pickups
     */
    public static Path file() {
        return ExampleData.file("green-taxi/green_tripdata_2013-08.csv.gz");
    }

    /**
     * Builds the pipeline.
     *
     * @param file of rides, in the order of pickups; of drop-offs out of order by {@link #FARES_OUT_OF_ORDER_BY} at most
     * @param results takes a result for each day
     * @return the pipeline
     */
    public static Pipeline pipeline(Path file, Sink<? super TaxiDay> results) {
        Pipeline pipeline = Pipeline.named("taxi-rides-and-fares");
        Stream<Trip> rides = pipeline.read("rides", Csv.in(file).as(Trip.class).eventTime(Trip::pickupTime));
        Stream<Trip> fares = pipeline.read(
                "fares",
                Csv.in(file).as(Trip.class).eventTime(Trip::dropoffTime).outOfOrderBy(FARES_OUT_OF_ORDER_BY));

        rides.join("with-fare", fares)
                .on(ride -> ride, fare -> fare)
                .between(Duration.ZERO, WITHIN)
                .leftOuter(Outcome::of)
                .keyBy(Outcome::day)
                .window(global())
                .aggregate(
                        "per-day",
                        allOf(
                                count(),
                                filtering(Outcome::isJoined, count()),
                                sum(Outcome::cents),
                                sum(Outcome::seconds),
                                TaxiDay.Sums::new))
                .map(TaxiDay::of)
                .write("results", results);
        return pipeline;
    }

    /**
     * Builds a pipeline that prints. {@code millrace run} calls this.
     *
     * @param args a file of rides; that of the examples if there is none
     * @return a pipeline that prints a table
     */
    public static Pipeline pipeline(String[] args) {
        return pipeline(args.length == 0 ? file() : Path.of(args[0]), Console.table());
    }
}
