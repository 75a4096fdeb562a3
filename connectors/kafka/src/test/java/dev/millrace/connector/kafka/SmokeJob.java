package dev.millrace.connector.kafka;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.max;
import static dev.millrace.api.aggregate.Aggregates.min;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.window.Windows.sliding;
import static dev.millrace.api.window.Windows.tumbling;
import static dev.millrace.connector.kafka.KafkaFormat.int64;
import static dev.millrace.connector.kafka.KafkaFormat.string;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.stream.KeyedStream;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.Table;
import dev.millrace.api.table.Change;
import dev.millrace.api.table.UpsertOrder;
import dev.millrace.api.window.ResultKind;
import dev.millrace.api.window.WindowResult;
import dev.millrace.testkit.KilledJob;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.common.serialization.DoubleDeserializer;
import org.apache.kafka.common.serialization.DoubleSerializer;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;

/**
 * What Kafka's {@code SmokeTestClient} computes with Kafka Streams: the same topics, windows and tables, with what has just been written to some of the
 * topics read back from them.
 */
final class SmokeJob {

    private static final KafkaFormat<Integer> INT32 =
            KafkaFormat.of(() -> new IntegerSerializer(), () -> new IntegerDeserializer());
    private static final KafkaFormat<Double> FLOAT64 =
            KafkaFormat.of(() -> new DoubleSerializer(), () -> new DoubleDeserializer());

    /** Of records that only move time on. */
    private static final String FLUSH = "flush";

    private final Pipeline pipeline = Pipeline.named("smoke");
    private final Kafka kafka;

    private SmokeJob(Kafka kafka) {
        this.kafka = kafka;
    }

    private Pipeline build() {
        Stream<KafkaRecord<String, Integer>> data = pipeline.read(
                        "data",
                        kafka.topics("data")
                                .records(string(), INT32)
                                .sourceTime()
                                .outOfOrderBy(Duration.ofSeconds(30)))
                .filter(record -> !FLUSH.equals(record.key()));
        write(data, "echo", KafkaRecord::key, KafkaRecord::value, INT32);
        KeyedStream<KafkaRecord<String, Integer>, String> byKey = data.keyBy(KafkaRecord::key);

        Stream<WindowResult<String, Long>> days = byKey.window(tumbling(Duration.ofDays(1)))
                .earlyEvery(1)
                .aggregate("days", min(KafkaRecord::value))
                .map(result -> result);
        rawAndFinal(days, "min");
        write(days, "min", WindowResult::key, SmokeJob::int32, INT32);
        rawAndFinal(
                byKey.window(sliding(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                        .earlyEvery(1)
                        .aggregate("seconds", sum(KafkaRecord::value))
                        .map(result -> result),
                "sws");
        write(twoDays(byKey, "highest", max(KafkaRecord::value)), "max", WindowResult::key, SmokeJob::int32, INT32);
        write(twoDays(byKey, "total", sum(KafkaRecord::value)), "sum", WindowResult::key, WindowResult::value, int64());
        write(twoDays(byKey, "number", count()), "cnt", WindowResult::key, WindowResult::value, int64());

        Table<String, Long> counts = table("cnt", int64());
        writeChanges(
                table("max", INT32).join("range", table("min", INT32)).inner((highest, lowest) -> highest - lowest),
                "dif",
                INT32);
        writeChanges(
                table("sum", int64()).join("mean", counts).inner((total, number) -> (double) total / number),
                "avg",
                FLOAT64);
        writeChanges(
                counts.toStream("counts")
                        .keyBy(row -> Long.toString(row.value()))
                        .aggregate("keys-of-count", sum(row -> row.kind().isAdded() ? 1 : -1)),
                "tagg",
                int64());
        return pipeline;
    }

    private static Stream<WindowResult<String, Long>> twoDays(
            KeyedStream<KafkaRecord<String, Integer>, String> byKey,
            String name,
            Aggregate<KafkaRecord<String, Integer>, ?, Long> aggregate) {
        return byKey.window(tumbling(Duration.ofDays(2)))
                .earlyEvery(1)
                .aggregate(name, aggregate)
                .map(result -> result);
    }

    private void rawAndFinal(Stream<WindowResult<String, Long>> results, String topic) {
        write(results, topic + "-raw", SmokeJob::windowedKey, SmokeJob::int32, INT32);
        write(
                results.filter(result -> result.kind() == ResultKind.FINAL),
                topic + "-suppressed",
                SmokeJob::windowedKey,
                SmokeJob::int32,
                INT32);
    }

    private static String windowedKey(WindowResult<String, Long> result) {
        return "[" + result.key() + "@" + result.start().toEpochMilli() + "/"
                + result.end().toEpochMilli() + "]";
    }

    private static int int32(WindowResult<String, Long> result) {
        return Math.toIntExact(result.value());
    }

    private <V> Table<String, V> table(String topic, KafkaFormat<V> format) {
        return pipeline.read(topic + "-back", kafka.topics(topic).records(string(), format))
                .keyBy(KafkaRecord::key)
                .toTable(topic + "-table", KafkaRecord::value, UpsertOrder.ARRIVAL);
    }

    private <V> void writeChanges(Table<String, V> table, String topic, KafkaFormat<V> format) {
        write(table.changes(), topic, Change::key, Change::value, format);
    }

    private <T, V> void write(
            Stream<T> records,
            String topic,
            ThrowingFunction<T, String> key,
            ThrowingFunction<T, V> value,
            KafkaFormat<V> format) {
        records.write(topic, kafka.to(topic, value, format).key(key, string()).exactlyOnce("smoke-" + topic));
    }

    /** Arguments: servers, directory of checkpoints. */
    public static void main(String[] args) throws InterruptedException {
        // Twelve writers are opened, one after the other, and the client's pauses between tries would be most of it.
        Kafka kafka = Kafka.at(args[0]).with("retry.backoff.ms", "5");
        KilledJob.run(new SmokeJob(kafka).build(), Path.of(args[1]));
    }
}
