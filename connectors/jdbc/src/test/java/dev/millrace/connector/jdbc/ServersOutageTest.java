package dev.millrace.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.ChildProcess;
import dev.millrace.testkit.Jobs;
import dev.millrace.testkit.kafka.AcknowledgedProducer;
import dev.millrace.testkit.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers that are away for a minute while records come: first the broker, then the database. Nothing is lost or doubled, the job, in a process with a heap
 * of 256 MB, catches up, and has as much in its heap as before. {@link DatabaseOutageTest} is the short form for every build.
 */
@EnabledIfSystemProperty(named = "millrace.long", matches = "true")
class ServersOutageTest {

    private static final Duration OUTAGE = Duration.ofSeconds(Long.getLong("millrace.outage.seconds", 60));
    private static final int RECORDS_A_MILLI = 2;
    private static final int RECORDS_BEFORE = 20_000;

    /** What one message may take to be sent: as long as the broker is away, and longer. */
    private static final Map<String, Object> PATIENT = Map.of(
            "delivery.timeout.ms", 600_000, "max.block.ms", 600_000L, "enable.idempotence", true, "linger.ms", 5L);

    private final EmbeddedKafka broker = Topics.broker();
    private final String from = Database.name("outage_in");
    private final String to = Database.name("outage_out");
    private final AtomicLong sent = new AtomicLong();
    private final AtomicBoolean isEnough = new AtomicBoolean();

    @Test
    void nothingIsLostOrDoubledAndTheJobCatchesUp(@TempDir Path checkpoints) throws Exception {
        broker.createTopic(from, 2);
        broker.createTopic(to, 1);
        Database.POSTGRES.execute("create table " + to + " (number bigint)");
        ChildProcess job = ChildProcess.start(
                OutageJob.class, broker.bootstrapServers(), Database.server().url(), from, to, checkpoints.toString());
        CompletableFuture<Void> load = CompletableFuture.runAsync(this::produce);
        Jobs.await("the first rows", Duration.ofMinutes(2), () -> rows() >= RECORDS_BEFORE);
        long heapBefore = heapMax(job, 0);
        int said = heaps(job).size();

        broker.stop();
        TimeUnit.NANOSECONDS.sleep(OUTAGE.toNanos());
        broker.restart();
        String broughtBack = caughtUp("the broker");

        Database.server().stop();
        TimeUnit.NANOSECONDS.sleep(OUTAGE.toNanos());
        Database.server().restart();
        String broughtBackToo = caughtUp("the database");

        isEnough.set(true);
        load.join();
        Jobs.await("the last rows", Duration.ofMinutes(2), () -> rows() >= sent.get());
        Collection<Long> seen = values();
        job.kill();
        System.out.printf(
                "%d records, %s, %s; heap %d MB at most before, %d MB from then on%n",
                sent.get(), broughtBack, broughtBackToo, heapBefore >> 20, heapMax(job, said) >> 20);
        assertThat(Database.POSTGRES.rows(
                        "select count(*), count(distinct number), min(number), max(number) from " + to))
                .containsExactly(sent + "," + sent + ",0," + (sent.get() - 1));
        assertThat(seen).hasSize(sent.intValue());
        assertThat(seen.stream().distinct().count()).isEqualTo(sent.get());
    }

    /** As much as is sent, at a fixed rate, by somebody who waits as long as it takes. */
    private void produce() {
        try (AcknowledgedProducer<String, Long> producer = new AcknowledgedProducer<>(
                broker.bootstrapServers(), PATIENT, new StringSerializer(), new LongSerializer())) {
            long startNanos = System.nanoTime();
            while (!isEnough.get()) {
                long due = (System.nanoTime() - startNanos) / 1_000_000 * RECORDS_A_MILLI;
                while (sent.get() < due) {
                    long number = sent.getAndIncrement();
                    producer.send(new ProducerRecord<>(from, Long.toString(number), number));
                }
                TimeUnit.MILLISECONDS.sleep(1);
            }
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** Waits until what was sent when the server came back is in the table. */
    private String caughtUp(String server) throws InterruptedException {
        long then = sent.get();
        long behind = then - rows();
        long startNanos = System.nanoTime();
        Jobs.await("back after " + server, Duration.ofMinutes(10), () -> rows() >= then);
        return "%s: %d behind after %d s, made up for in %.1f s"
                .formatted(server, behind, OUTAGE.toSeconds(), (System.nanoTime() - startNanos) / 1e9);
    }

    private long rows() {
        return Database.POSTGRES.number("select count(*) from " + to);
    }

    private Collection<Long> values() {
        TopicPartition partition = new TopicPartition(to, 0);
        List<Long> values = new ArrayList<>();
        try (KafkaConsumer<String, Long> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new LongDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long startNanos = System.nanoTime();
            while (values.size() < sent.get()
                    && System.nanoTime() - startNanos < Duration.ofMinutes(1).toNanos()) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
            }
            // Doubled ones would come behind the others.
            consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
        }
        return values;
    }

    private static List<Long> heaps(ChildProcess job) {
        return job.toString()
                .lines()
                .filter(line -> line.startsWith(OutageJob.HEAP))
                .map(line -> Long.parseLong(line.substring(OutageJob.HEAP.length())))
                .toList();
    }

    private static long heapMax(ChildProcess job, int from) {
        return heaps(job).stream()
                .skip(from)
                .mapToLong(Long::longValue)
                .max()
                .orElseThrow(() -> new AssertionError("nothing was said:\n" + job));
    }
}
