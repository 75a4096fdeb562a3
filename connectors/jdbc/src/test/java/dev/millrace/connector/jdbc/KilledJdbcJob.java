package dev.millrace.connector.jdbc;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.connector.kafka.Kafka;
import dev.millrace.connector.kafka.KafkaFormat;
import dev.millrace.connector.kafka.KafkaRecord;
import dev.millrace.testkit.KilledJob;
import java.nio.file.Path;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The process that {@link JdbcKillHarness} kills: it copies a topic of Kafka into a table, and what its windows count into another
 * one, no faster than it is told.
 */
final class KilledJdbcJob {

    static final int MILLIS_OF_WINDOW = 1_000;

    /** So that a transaction takes some time. */
    private static final int ROWS_OF_A_BATCH = 4;

    /** Of a process that is frozen within a transaction. */
    private static final Duration STANDSTILL_MAX = Duration.ofSeconds(2);

    record Numbered(long number, String name) {}

    record Counted(String name, long start, long count) {}

    private KilledJdbcJob() {}

    static String copies(String prefix) {
        return prefix + "_copies";
    }

    static String counts(String prefix) {
        return prefix + "_counts";
    }

    private static Pipeline pipeline(Kafka kafka, Jdbc database, String prefix, long recordsPerSecond) {
        Pipeline pipeline = Pipeline.named("killed");
        Stream<KafkaRecord<String, Long>> records = pipeline.read(
                "records",
                kafka.topics(prefix)
                        .records(KafkaFormat.string(), KafkaFormat.int64())
                        .untilLatest()
                        .rateLimit(recordsPerSecond));
        records.map(record -> new Numbered(record.value(), record.key()))
                .write(
                        "copies",
                        database.to(copies(prefix), Numbered.class)
                                .batchSize(ROWS_OF_A_BATCH)
                                // Tried rows would be told from aborted ones by nothing.
                                .withoutTrial()
                                .transactionTimeout(STANDSTILL_MAX)
                                .exactlyOnce(copies(prefix)));
        records.keyBy(KafkaRecord::key)
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

    /** Arguments: brokers, URL, topic and prefix of tables, directory of checkpoints, how many records a second. */
    public static void main(String[] args) throws InterruptedException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(args[1]);
        KilledJob.run(pipeline(Kafka.at(args[0]), Jdbc.of(source), args[2], Long.parseLong(args[4])), Path.of(args[3]));
    }
}
