package dev.millrace.examples;

import static dev.millrace.api.window.Windows.calendar;

import dev.millrace.api.connector.Console;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.window.WindowResult;
import dev.millrace.examples.Metrics.Reading;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;

/** Greatest and mean value of each series of server metrics on each day, exactly. */
public final class CloudwatchDaily {

    private static final String GROUP = "realAWSCloudwatch/";

    private static final String CSV_HEADER = "window_start,series,readings,max,avg";

    private CloudwatchDaily() {}

    /**
     * One series on one day.
     *
     * @param windowStart start of the day, UTC
     * @param series which
     * @param readings how many
     * @param max the greatest
     * @param avg the mean, exact to 6 decimals
     */
    public record SeriesDay(Instant windowStart, String series, long readings, BigDecimal max, BigDecimal avg) {

        private static final Comparator<SeriesDay> CSV_ORDER =
                Comparator.comparing(SeriesDay::windowStart).thenComparing(SeriesDay::series, CsvRow.BY_CODE_POINT);

        static SeriesDay of(WindowResult<String, DecimalSummary.Result> result) {
            DecimalSummary.Result values = result.value();
            return new SeriesDay(result.start(), result.key(), values.count(), values.max(), values.average());
        }

        private String toCsvRow() {
            return CsvRow.of(windowStart, series, readings, max.toPlainString(), avg.toPlainString());
        }
    }

    /**
     * Makes a CSV file of results, by day and series.
     *
     * @param results in any order
     * @return the text of the file, with a header
     */
    public static String toCsv(List<SeriesDay> results) {
        return CsvRow.file(CSV_HEADER, results, SeriesDay.CSV_ORDER, SeriesDay::toCsvRow);
    }

    /**
     * Builds the pipeline.
     *
     * @param file of readings, out of order by {@link Metrics#OUT_OF_ORDER_BY} at most
     * @param results takes a result for each day and series
     * @return the pipeline
     */
    public static Pipeline pipeline(Path file, Sink<? super SeriesDay> results) {
        Pipeline pipeline = Pipeline.named("cloudwatch-daily");
        Metrics.read(pipeline, file)
                .filter(reading -> reading.series().startsWith(GROUP))
                .keyBy(Reading::series)
                .window(calendar(Period.ofDays(1), ZoneOffset.UTC))
                .aggregate("daily", new DecimalSummary<>(Reading::value))
                .map(SeriesDay::of)
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
