package dev.millrace.connector.kafka;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.stream.Pipeline;
import dev.millrace.testkit.TestRun;
import dev.millrace.testkit.WaitingSource;
import dev.millrace.testkit.kafka.AcknowledgedProducer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/**
 * From a topic through windows into a topic while the machine dies: what is committed there is what a loop over the input counts, and each
 * result is there once.
 */
class RoundTripTest {

    private static final int CASES = Boolean.getBoolean("millrace.long") ? 60 : 3;
    private static final int MILLIS_OF_WINDOW = 100;
    private static final int MILLIS_OF_DISORDER = 40;

    @Test
    void resultsAreThoseOfALoopOverTheInput() {
        int crashes = 0;
        int restores = 0;
        long only = Long.getLong("millrace.seed", -1);
        for (long seed = 0; seed < CASES; seed++) {
            if (only >= 0 && seed != only) {
                continue;
            }
            Random random = new Random(seed);
            String from = Broker.topic("from", 1 + random.nextInt(3));
            String to = Broker.topic("to", 1 + random.nextInt(2));
            List<String> expected = produce(from, random.nextInt(400), random);

            TestRun run = TestRun.of(pipeline(from, to))
                    .workers(1 + random.nextInt(3))
                    .seed(seed)
                    .crashes(random.nextInt(5))
                    .start()
                    .runToEnd();

            assertThat(Broker.values(to)).as("%s", run).containsExactlyInAnyOrderElementsOf(expected);
            crashes += run.crashes();
            restores += run.restores();
        }
        System.out.printf("%d cases, %d crashes, %d went on from a checkpoint%n", CASES, crashes, restores);
        assertThat(only >= 0 || restores > 0).isTrue();
    }

    private static Pipeline pipeline(String from, String to) {
        Pipeline pipeline = Pipeline.named("counts");
        KafkaSource<KafkaRecord<String, String>> source = Broker.kafka()
                .topics(from)
                .records(KafkaFormat.string(), KafkaFormat.string())
                .untilLatest();
        pipeline.read(
                        "from",
                        new WaitingSource<>(source).sourceTime().outOfOrderBy(Duration.ofMillis(MILLIS_OF_DISORDER)))
                .keyBy(KafkaRecord::key)
                .window(tumbling(Duration.ofMillis(MILLIS_OF_WINDOW)))
                .aggregate("count", count())
                .map(result -> line(result.key(), result.start().toEpochMilli(), result.value()))
                .write("to", Broker.kafka().to(to, KafkaFormat.string()).exactlyOnce(to));
        return pipeline;
    }

    private static String line(String key, long start, long count) {
        return key + " from " + start + ": " + count;
    }

    /** Writes records, out of order within the bound, and says what their windows count. */
    private static List<String> produce(String topic, int records, Random random) {
        Map<String, Map<Long, Long>> counts = new TreeMap<>();
        try (AcknowledgedProducer<String, String> producer = Broker.producer()) {
            for (int i = 0; i < records; i++) {
                String key = "key " + random.nextInt(5);
                long time = 1_000 + i * 3L - random.nextInt(MILLIS_OF_DISORDER);
                producer.send(new ProducerRecord<>(topic, null, time, key, "value"));
                counts.computeIfAbsent(key, any -> new TreeMap<>())
                        .merge(time / MILLIS_OF_WINDOW * MILLIS_OF_WINDOW, 1L, Long::sum);
            }
        }
        List<String> lines = new ArrayList<>();
        counts.forEach((key, windows) -> windows.forEach((start, count) -> lines.add(line(key, start, count))));
        return lines;
    }
}
