package dev.millrace.examples;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.connector.Console;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.window.WindowResult;
import dev.millrace.connector.files.JsonLines;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * Earthquakes for each quarter of a day and network of stations. They come in the order in which they were last revised,
 * which may be days after the event, so windows stay open for a week.
 */
public final class QuakesByNetwork {

    /** Length of a window. */
    public static final Duration SIZE = Duration.ofHours(6);

    /** Wide enough for every earthquake that comes with the examples. */
    public static final Duration OUT_OF_ORDER_BY = Duration.ofDays(7);

    private static final int DEPTH = 2;

    private static final String CSV_HEADER = "window_start,net,events,max_magnitude,avg_depth_km";

    private QuakesByNetwork() {}

    /**
     * One earthquake, a feature of GeoJSON; the input has more fields than these.
     *
     * @param properties what is known of it
     * @param geometry where it was
     */
    public record Quake(Properties properties, Geometry geometry) {

        /**
         * When it was.
         *
         * @return epoch milliseconds
         */
        public long timeMillis() {
            return properties.time;
        }

        /**
         * Who reported it.
         *
         * @return as {@code ci} for Southern California
         */
        public String network() {
            return properties.net;
        }

        /**
         * How strong it was.
         *
         * @return may be negative
         */
        public BigDecimal magnitude() {
            return properties.mag;
        }

        /**
         * How deep it was.
         *
         * @return kilometres
         */
        public BigDecimal depth() {
            return geometry.coordinates.get(DEPTH);
        }
    }

    /**
     * What is known of an earthquake.
     *
     * @param time when it was, epoch milliseconds
     * @param mag magnitude
     * @param net network of stations
     */
    public record Properties(long time, BigDecimal mag, String net) {}

    /**
     * Where an earthquake was.
     *
     * @param coordinates longitude, latitude, and depth in kilometres
     */
    public record Geometry(List<BigDecimal> coordinates) {}

    /**
     * What the aggregates are composed to.
     *
     * @param magnitude of all
     * @param depth of all
     */
    record Quakes(DecimalSummary.Result magnitude, DecimalSummary.Result depth) {}

    /**
     * The earthquakes of one network in one window.
     *
     * @param windowStart start of the window
     * @param net which network
     * @param events how many
     * @param maxMagnitude of the strongest
     * @param avgDepthKm mean depth, exact to 6 decimals
     */
    public record Activity(
            Instant windowStart, String net, long events, BigDecimal maxMagnitude, BigDecimal avgDepthKm) {

        private static final Comparator<Activity> CSV_ORDER =
                Comparator.comparing(Activity::windowStart).thenComparing(Activity::net, CsvRow.BY_CODE_POINT);

        static Activity of(WindowResult<String, Quakes> result) {
            Quakes quakes = result.value();
            return new Activity(
                    result.start(), result.key(), quakes.depth.count(), quakes.magnitude.max(), quakes.depth.average());
        }

        private String toCsvRow() {
            return CsvRow.of(windowStart, net, events, maxMagnitude.toPlainString(), avgDepthKm.toPlainString());
        }
    }

    /**
     * Makes a CSV file of results, by window and network.
     *
     * @param results in any order
     * @return the text of the file, with a header
     */
    public static String toCsv(List<Activity> results) {
        return CsvRow.file(CSV_HEADER, results, Activity.CSV_ORDER, Activity::toCsvRow);
    }

    /**
     * The earthquakes that come with the examples.
     *
     * @return a file in the order of revision
     */
    public static Path file() {
        return ExampleData.file("usgs-earthquakes/all_week_2018-02-07.jsonl.gz");
    }

    /**
     * Builds the pipeline.
     *
     * @param file a feature on each line, out of order by {@link #OUT_OF_ORDER_BY} at most
     * @param results takes a result for each window and network
     * @return the pipeline
     */
    public static Pipeline pipeline(Path file, Sink<? super Activity> results) {
        Pipeline pipeline = Pipeline.named("quakes-by-network");
        pipeline.read(
                        "quakes",
                        JsonLines.in(file)
                                .as(Quake.class)
                                .eventTimeMillis(Quake::timeMillis)
                                .outOfOrderBy(OUT_OF_ORDER_BY))
                .keyBy(Quake::network)
                .window(tumbling(SIZE))
                .aggregate(
                        "by-network",
                        allOf(new DecimalSummary<>(Quake::magnitude), new DecimalSummary<>(Quake::depth), Quakes::new))
                .map(Activity::of)
                .write("results", results);
        return pipeline;
    }

    /**
     * Builds a pipeline that prints. {@code millrace run} calls this.
     *
     * @param args a file of features; that of the examples if there is none
     * @return a pipeline that prints a table
     */
    public static Pipeline pipeline(String[] args) {
        return pipeline(args.length == 0 ? file() : Path.of(args[0]), Console.table());
    }
}
