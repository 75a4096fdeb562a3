package dev.millrace.connector.kafka;

import dev.millrace.testkit.ChildProcess;
import dev.millrace.testkit.KillTrial;
import dev.millrace.testkit.KilledJob;
import dev.millrace.testkit.kafka.AcknowledgedProducer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Kills processes that copy and count a topic, some of them while a transaction is open, and starts them again until they end. Then what plain consumers see in the topics, committed, must be what a loop over the input gives. It uses nothing
 * of ours but the name of the class whose process is killed.
 */
final class KafkaKillHarness {

    private static final int KEYS = 7;
    private static final int PARTITIONS = 2;

    private final Path directory;
    private final int seconds;
    private final int records;
    private final Random random;
    private final KillTrial trial;

    /**
     * What happened.
     *
     * @param kills when they came
     * @param committed records that consumers see in the outputs of all rounds
     * @param aborted records that are there, too, of transactions that died
     */
    record Report(KillTrial.Report kills, long committed, long aborted) {}

    KafkaKillHarness(Path directory, int kills, int seconds, int records, long seed) {
        this.directory = directory;
        this.seconds = seconds;
        this.records = records;
        random = new Random(seed);
        trial = new KillTrial(kills, Duration.ofSeconds(seconds), seed);
    }

    /** Makes the kills, and compares. */
    Report run() throws IOException, InterruptedException {
        long committed = 0;
        long aborted = 0;
        while (!trial.isDone()) {
            Round round = new Round(records, random);
            trial.runToEnd(new Copying(round.topic, directory.resolve(round.topic), records / seconds));
            committed += round.requireOnce();
            aborted += round.aborted();
        }
        return new Report(trial.report(), committed, aborted);
    }

    /** A job that copies a topic. */
    record Copying(String topic, Path checkpoints, int recordsPerSecond) implements KillTrial.Victim {

        @Override
        public ChildProcess start() throws IOException {
            return ChildProcess.start(
                    KilledKafkaJob.class,
                    Broker.embedded().bootstrapServers(),
                    topic,
                    checkpoints.toString(),
                    Integer.toString(recordsPerSecond));
        }

        /** Waits until records are there that are not committed. */
        @Override
        public boolean awaitCriticalMoment(ChildProcess child) throws InterruptedException {
            String copies = KilledKafkaJob.copies(topic);
            List<TopicPartition> partitions = List.of(new TopicPartition(copies, 0), new TopicPartition(copies, 1));
            try (KafkaConsumer<String, String> written = consumer("read_uncommitted");
                    KafkaConsumer<String, String> committed = consumer("read_committed")) {
                while (!child.awaitLine(KilledJob.DONE, Duration.ZERO)) {
                    Map<TopicPartition, Long> before = committed.endOffsets(partitions);
                    Map<TopicPartition, Long> now = written.endOffsets(partitions);
                    Map<TopicPartition, Long> after = committed.endOffsets(partitions);
                    if (partitions.stream().anyMatch(each -> after.get(each) < now.get(each)) && before.equals(after)) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    /** What is read, and what must be written. */
    static final class Round {

        final String topic = Broker.topic("killed", PARTITIONS);
        private final List<String> values = new ArrayList<>();
        private final Map<String, Long> counts = new TreeMap<>();

        Round(int records, Random random) {
            outputs().forEach(output -> Broker.embedded().createTopic(output, PARTITIONS));
            try (AcknowledgedProducer<String, String> producer = Broker.producer()) {
                for (int i = 0; i < records; i++) {
                    int number = random.nextInt(KEYS);
                    String key = "key" + number;
                    long time = 1_000_000 + i;
                    long window = time / KilledKafkaJob.MILLIS_OF_WINDOW * KilledKafkaJob.MILLIS_OF_WINDOW;
                    producer.send(new ProducerRecord<>(topic, number % PARTITIONS, time, key, "value " + i));
                    counts.merge(key + " " + window, 1L, Long::sum);
                    values.add("value " + i);
                }
            }
        }

        private List<String> outputs() {
            return List.of(KilledKafkaJob.copies(topic), KilledKafkaJob.counts(topic));
        }

        /** Nothing lost, nothing there twice; tells how many records consumers see. */
        long requireOnce() {
            List<String> lines = new ArrayList<>();
            counts.forEach((window, count) -> lines.add(window + " " + count));
            return requireOnce(KilledKafkaJob.copies(topic), values) + requireOnce(KilledKafkaJob.counts(topic), lines);
        }

        private static long requireOnce(String topic, List<String> expected) {
            Map<String, Integer> difference = new HashMap<>();
            expected.forEach(value -> difference.merge(value, -1, Integer::sum));
            List<String> seen = Broker.values(topic);
            seen.forEach(value -> difference.merge(value, 1, Integer::sum));
            difference.values().removeIf(times -> times == 0);
            if (!difference.isEmpty()) {
                throw new AssertionError(topic
                        + ": lost are those with a negative number, doubled those with a positive one: " + difference);
            }
            return seen.size();
        }

        /** Records that are there beside those that are to be seen. */
        long aborted() {
            long all = outputs().stream()
                    .mapToLong(output -> Broker.read(output, false).size())
                    .sum();
            return all - values.size() - counts.size();
        }
    }

    private static KafkaConsumer<String, String> consumer(String isolation) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", Broker.embedded().bootstrapServers(), "isolation.level", isolation),
                new StringDeserializer(),
                new StringDeserializer());
    }

    /** Arguments: number of kills, seconds of an undisturbed run, records of a run, seed. */
    public static void main(String[] args) {
        // The broker would keep the process alive, after a failure most of all.
        try {
            harness(args);
            System.exit(0);
        } catch (Throwable failure) {
            System.getLogger(KafkaKillHarness.class.getName()).log(System.Logger.Level.ERROR, "a run failed", failure);
            System.exit(1);
        }
    }

    private static void harness(String[] args) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("kafka-kills");
        KafkaKillHarness harness = new KafkaKillHarness(
                directory,
                Integer.parseInt(args[0]),
                Integer.parseInt(args[1]),
                Integer.parseInt(args[2]),
                Long.parseLong(args[3]));
        long startNanos = System.nanoTime();
        System.out.printf("%s in %d s%n", harness.run(), (System.nanoTime() - startNanos) / 1_000_000_000);
    }
}
