package dev.millrace.connector.jdbc;

import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.connector.kafka.Kafka;
import dev.millrace.connector.kafka.KafkaFormat;
import dev.millrace.connector.kafka.KafkaRecord;
import dev.millrace.engine.EmbeddedRuntime;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The process that {@link ServersOutageTest} takes its servers away: a topic into a table and into another topic, both exactly once. Says what its heap has in it
 * every other second.
 */
final class OutageJob {

    /** Before bytes in use after a collection. */
    static final String HEAP = "heap ";

    private static final Duration EPOCH = Duration.ofMillis(200);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    record Numbered(long number) {}

    private OutageJob() {}

    private static Pipeline pipeline(Kafka kafka, Jdbc database, String from, String to) {
        Pipeline pipeline = Pipeline.named("outage");
        Stream<Long> numbers = pipeline.read(
                        "from", kafka.topics(from).records(KafkaFormat.string(), KafkaFormat.int64()))
                .map(KafkaRecord::value);
        numbers.map(Numbered::new)
                .write("table", database.to(to, Numbered.class).withoutTrial().exactlyOnce(to));
        numbers.write("topic", kafka.to(to, KafkaFormat.int64()).exactlyOnce(to));
        return pipeline;
    }

    /** Arguments: brokers, URL, topic that is read, topic and table that are written, directory of checkpoints. */
    public static void main(String[] args) throws InterruptedException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(args[1]);
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(2).build();
                Job job = runtime.start(
                        pipeline(Kafka.at(args[0]), Jdbc.of(source), args[2], args[3]),
                        Checkpoints.in(Path.of(args[4])).every(EPOCH).restart(1_000, Duration.ofMillis(100)))) {
            while (!job.await(LOOK_AGAIN)) {
                System.gc();
                System.out.println(HEAP
                        + ManagementFactory.getMemoryMXBean()
                                .getHeapMemoryUsage()
                                .getUsed());
            }
        }
    }
}
