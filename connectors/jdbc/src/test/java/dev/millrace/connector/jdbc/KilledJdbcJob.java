package dev.millrace.connector.jdbc;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.connector.files.JsonLines;
import dev.millrace.testkit.KilledJob;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The process that {@link JdbcKillHarness} kills: it copies a file into a table, and what its windows count into another one, no
 * faster than it is told.
 */
final class KilledJdbcJob {

    static final int MILLIS_OF_WINDOW = 1_000;

    /** So that a transaction takes some time. */
    private static final int ROWS_OF_A_BATCH = 4;

    /** Of a process that is frozen within a transaction. */
    private static final Duration STANDSTILL_MAX = Duration.ofSeconds(2);

    record Numbered(Instant time, long number, String name) {}

    record Counted(String name, long start, long count) {}

    private KilledJdbcJob() {}

    static String copies(String prefix) {
        return prefix + "_copies";
    }

    static String counts(String prefix) {
        return prefix + "_counts";
    }

    private static Pipeline pipeline(Jdbc database, String prefix, Path input, long recordsPerSecond) {
        Pipeline pipeline = Pipeline.named("killed");
        Stream<Numbered> records = pipeline.read(
                "records",
                JsonLines.in(input)
                        .as(Numbered.class)
                        .rateLimit(recordsPerSecond)
                        .eventTime(Numbered::time));
        records.write(
                "copies",
                database.to(copies(prefix), Numbered.class)
                        .batchSize(ROWS_OF_A_BATCH)
                        // Tried rows would be told from aborted ones by nothing.
                        .withoutTrial()
                        .transactionTimeout(STANDSTILL_MAX)
                        .exactlyOnce(copies(prefix)));
        records.keyBy(Numbered::name)
                .window(tumbling(Duration.ofMillis(MILLIS_OF_WINDOW)))
                .aggregate("count", count())
                .map(result -> new Counted(result.key(), result.start().toEpochMilli(), result.value()))
                .write(
                        "counts",
                        database.to(counts(prefix), Counted.class)
                                .transactionTimeout(STANDSTILL_MAX)
                                .exactlyOnce(counts(prefix)));
        return pipeline;
    }

    /** Arguments: URL, prefix of tables, input, directory of checkpoints, how many records a second. */
    public static void main(String[] args) throws InterruptedException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(args[0]);
        KilledJob.run(pipeline(Jdbc.of(source), args[1], Path.of(args[2]), Long.parseLong(args[4])), Path.of(args[3]));
    }
}
