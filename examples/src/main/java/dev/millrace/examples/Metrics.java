package dev.millrace.examples;

import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.connector.files.Csv;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Readings of servers and of a machine, many series in one file. */
public final class Metrics {

    /** The clock of the machine was once set back by 55 minutes. */
    public static final Duration OUT_OF_ORDER_BY = Duration.ofHours(1);

    private Metrics() {}

    /**
     * One reading.
     *
     * @param timestamp with a blank between date and time, taken as UTC
     * @param series group and name, as {@code realAWSCloudwatch/rds_cpu_utilization_cc0c53}
     * @param value decimal, as the source wrote it
     */
    public record Reading(String timestamp, String series, BigDecimal value) {

        /**
         * When.
         *
         * @return in UTC
         */
        public Instant time() {
            return Instant.parse(timestamp.replace(' ', 'T') + "Z");
        }
    }

    /**
     * The readings that come with the examples.
     *
     * @return a file, by and large in order of time
     */
    public static Path file() {
        return ExampleData.file("nab-metrics/metrics.csv.gz");
    }

    static Stream<Reading> read(Pipeline pipeline, Path file) {
        return pipeline.read(
                "readings",
                Csv.in(file).as(Reading.class).eventTime(Reading::time).outOfOrderBy(OUT_OF_ORDER_BY));
    }
}
