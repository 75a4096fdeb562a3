package dev.millrace.connector.kafka;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.testkit.KilledJob;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The process that {@link KafkaKillHarness} kills: it copies a topic into another one, and what its windows count into a third, no
 * faster than it is told.
 */
final class KilledKafkaJob {

    static final int MILLIS_OF_WINDOW = 1_000;

    private static final int RECORDS_OF_A_PAUSE = 20;

    private KilledKafkaJob() {}

    static String copies(String topic) {
        return topic + "-copies";
    }

    static String counts(String topic) {
        return topic + "-counts";
    }

    private static Pipeline pipeline(Kafka kafka, String topic, long recordsPerSecond) {
        long pauseNanos = RECORDS_OF_A_PAUSE * 1_000_000_000L / recordsPerSecond;
        int[] seen = {0};
        Pipeline pipeline = Pipeline.named("killed");
        Stream<KafkaRecord<String, String>> records = pipeline.read(
                        "records",
                        kafka.topics(topic)
                                .records(KafkaFormat.string(), KafkaFormat.string())
                                .untilLatest()
                                .group(topic))
                .map(record -> {
                    if (++seen[0] % RECORDS_OF_A_PAUSE == 0) {
                        LockSupport.parkNanos(pauseNanos);
                    }
                    return record;
                });
        records.map(KafkaRecord::value)
                .write(
                        "copies",
                        kafka.allow("interceptor.classes")
                                .with("interceptor.classes", Hesitation.class.getName())
                                .to(copies(topic), KafkaFormat.string())
                                .key(value -> value, KafkaFormat.string())
                                .exactlyOnce(copies(topic)));
        records.keyBy(KafkaRecord::key)
                .window(tumbling(Duration.ofMillis(MILLIS_OF_WINDOW)))
                .aggregate("count", count())
                .map(result -> result.key() + " " + result.start().toEpochMilli() + " " + result.value())
                .write("counts", kafka.to(counts(topic), KafkaFormat.string()).exactlyOnce(counts(topic)));
        return pipeline;
    }

    /** Arguments: servers, topic, directory of checkpoints, how many records a second. */
    public static void main(String[] args) throws InterruptedException {
        KilledJob.run(pipeline(Kafka.at(args[0]), args[1], Long.parseLong(args[3])), Path.of(args[2]));
    }
}
