package dev.millrace.examples;

import static dev.millrace.api.window.Windows.sliding;

import dev.millrace.api.connector.Console;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.window.WindowResult;
import dev.millrace.examples.Metrics.Reading;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** The temperature of a machine in the days of its failure: that of the last hour, every quarter of an hour, exactly. */
public final class MachineTemperature {

    /** Length of a window. */
    public static final Duration SIZE = Duration.ofHours(1);

    /** Time from one window to the next. */
    public static final Duration SLIDE = Duration.ofMinutes(15);

    private static final String SERIES = "realKnownCause/machine_temperature_system_failure";
    private static final Instant FIRST_START = Instant.parse("2014-02-07T00:00:00Z");
    private static final Instant STARTS_END = Instant.parse("2014-02-10T00:00:00Z");

    private static final String CSV_HEADER = "window_start,readings,min,max,avg";

    private MachineTemperature() {}

    /**
     * The temperature in one window.
     *
     * @param windowStart start of the window
     * @param readings how many
     * @param min the least
     * @param max the greatest
     * @param avg the mean, exact to 6 decimals
     */
    public record Temperature(Instant windowStart, long readings, BigDecimal min, BigDecimal max, BigDecimal avg) {

        private static final Comparator<Temperature> CSV_ORDER = Comparator.comparing(Temperature::windowStart);

        static Temperature of(WindowResult<?, DecimalSummary.Result> result) {
            DecimalSummary.Result values = result.value();
            return new Temperature(result.start(), values.count(), values.min(), values.max(), values.average());
        }

        private String toCsvRow() {
            return CsvRow.of(windowStart, readings, min.toPlainString(), max.toPlainString(), avg.toPlainString());
        }
    }

    /**
     * Makes a CSV file of results, by window.
     *
     * @param results in any order
     * @return the text of the file, with a header
     */
    public static String toCsv(List<Temperature> results) {
        return CsvRow.file(CSV_HEADER, results, Temperature.CSV_ORDER, Temperature::toCsvRow);
    }

    /**
     * Builds the pipeline.
     *
     * @param file of readings, out of order by {@link Metrics#OUT_OF_ORDER_BY} at most
     * @param results takes a result for each window of the three days
     * @return the pipeline
     */
    public static Pipeline pipeline(Path file, Sink<? super Temperature> results) {
        Pipeline pipeline = Pipeline.named("machine-temperature");
        Metrics.read(pipeline, file)
                .filter(reading -> reading.series().equals(SERIES))
                .window(sliding(SIZE, SLIDE))
                .aggregate("last-hour", new DecimalSummary<>(Reading::value))
                .map(Temperature::of)
                .filter(hour -> !hour.windowStart().isBefore(FIRST_START)
                        && hour.windowStart().isBefore(STARTS_END))
                .write("results", results);
        return pipeline;
    }

    /**
     * Builds a pipeline that prints. {@code millrace run} calls this.
     *
     * @param args a file of readings; that of the examples if there is none
     * @return a pipeline that prints a table
     */
    public static Pipeline pipeline(String[] args) {
        return pipeline(args.length == 0 ? Metrics.file() : Path.of(args[0]), Console.table());
    }
}
