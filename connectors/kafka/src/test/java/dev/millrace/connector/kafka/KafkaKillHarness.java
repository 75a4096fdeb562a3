package dev.millrace.connector.kafka;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Kills processes that copy and count a topic, with SIGKILL at random moments, one in three while a transaction is open, and starts them again
 * until they end. Then what plain consumers see in the topics, committed, must be what a loop over the input gives. It uses nothing
 * of ours but the name of the class whose process is killed.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing a producer sends what it has
final class KafkaKillHarness {

    private static final int STATUS_OF_SIGKILL = 128 + 9;
    private static final int RECOVERY_ONE_IN = 4;
    private static final int RECOVERY_MILLIS_MAX = 1_000;
    private static final int TRANSACTION_ONE_IN = 3;
    private static final int KEYS = 7;
    private static final int PARTITIONS = 2;

    /** A process that is not killed must end within this. */
    private static final long PATIENCE_SECONDS = 180;

    private final Path directory;
    private final int kills;
    private final int seconds;
    private final int records;
    private final Random random;

    private int done;
    private int rounds;
    private int afterFirstEpoch;
    private int duringRecovery;
    private long committed;
    private long aborted;

    /**
     * What happened.
     *
     * @param kills how many processes were killed
     * @param rounds how often the job was run to its end
     * @param afterFirstEpoch kills of a process, or of one whose earlier one, had completed a checkpoint
     * @param duringRecovery kills of a process that had a checkpoint to start from, and had completed none of its own
     * @param committed records that consumers see in the outputs of all rounds
     * @param aborted records that are there, too, of transactions that died
     */
    record Report(int kills, int rounds, int afterFirstEpoch, int duringRecovery, long committed, long aborted) {}

    KafkaKillHarness(Path directory, int kills, int seconds, int records, long seed) {
        this.directory = directory;
        this.kills = kills;
        this.seconds = seconds;
        this.records = records;
        random = new Random(seed);
    }

    /** Makes the kills, and compares. */
    Report run() throws IOException, InterruptedException {
        while (done < kills) {
            String topic = Broker.topic("killed", PARTITIONS);
            Broker.embedded().createTopic(KilledKafkaJob.copies(topic), PARTITIONS);
            Broker.embedded().createTopic(KilledKafkaJob.counts(topic), PARTITIONS);
            Map<String, Long> counts = new TreeMap<>();
            List<String> values = produce(topic, counts);
            runToEnd(topic, directory.resolve(topic));
            rounds++;
            List<String> lines = new ArrayList<>();
            counts.forEach((window, count) -> lines.add(window + " " + count));
            requireOnce(KilledKafkaJob.copies(topic), values);
            requireOnce(KilledKafkaJob.counts(topic), lines);
        }
        return new Report(done, rounds, afterFirstEpoch, duringRecovery, committed, aborted);
    }

    private List<String> produce(String topic, Map<String, Long> counts) {
        List<String> values = new ArrayList<>();
        try (KafkaProducer<String, String> producer = Broker.producer(Map.of())) {
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
        return values;
    }

    /** Compares what consumers see with what it must be: nothing lost, nothing there twice. */
    private void requireOnce(String topic, Collection<String> expected) {
        Map<String, Integer> difference = new HashMap<>();
        expected.forEach(value -> difference.merge(value, -1, Integer::sum));
        List<ConsumerRecord<String, String>> seen = Broker.read(topic, true);
        seen.forEach(record -> difference.merge(record.value(), 1, Integer::sum));
        difference.values().removeIf(times -> times == 0);
        if (!difference.isEmpty()) {
            throw new AssertionError(topic
                    + ": lost are those with a negative number, doubled those with a positive one: " + difference);
        }
        committed += seen.size();
        aborted += Broker.read(topic, false).size() - seen.size();
    }

    private void runToEnd(String topic, Path checkpoints) throws IOException, InterruptedException {
        while (true) {
            boolean hadCheckpoint = hasCheckpoint(checkpoints);
            Child child = start(topic, checkpoints);
            if (done < kills && awaitMoment(child, topic, hadCheckpoint)) {
                child.kill();
            } else {
                child.awaitEnd();
            }
            if (child.hasSaid(KilledKafkaJob.DONE)) {
                return;
            }
            done++;
            afterFirstEpoch += hasCheckpoint(checkpoints) ? 1 : 0;
            duringRecovery += hadCheckpoint && !child.hasSaid(KilledKafkaJob.RECOVERED) ? 1 : 0;
        }
    }

    /** Waits for the moment to kill; false if the process ends before. */
    private boolean awaitMoment(Child child, String topic, boolean hadCheckpoint) throws InterruptedException {
        if (hadCheckpoint && random.nextInt(RECOVERY_ONE_IN) == 0) {
            return child.starting.await(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    && !child.ended.await(random.nextInt(RECOVERY_MILLIS_MAX), TimeUnit.MILLISECONDS);
        }
        boolean lives = child.recovered.await(PATIENCE_SECONDS, TimeUnit.SECONDS)
                && !child.ended.await(random.nextInt(seconds * 1000 / 6), TimeUnit.MILLISECONDS);
        return lives && (random.nextInt(TRANSACTION_ONE_IN) > 0 || awaitTransaction(child, topic));
    }

    /** Waits until records are there that are not committed. */
    private static boolean awaitTransaction(Child child, String topic) throws InterruptedException {
        String copies = KilledKafkaJob.copies(topic);
        List<TopicPartition> partitions = List.of(new TopicPartition(copies, 0), new TopicPartition(copies, 1));
        try (KafkaConsumer<String, String> written = consumer("read_uncommitted");
                KafkaConsumer<String, String> committed = consumer("read_committed")) {
            while (!child.ended.await(0, TimeUnit.MILLISECONDS)) {
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

    private static KafkaConsumer<String, String> consumer(String isolation) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", Broker.embedded().bootstrapServers(), "isolation.level", isolation),
                new StringDeserializer(),
                new StringDeserializer());
    }

    private static boolean hasCheckpoint(Path checkpoints) throws IOException {
        if (!Files.isDirectory(checkpoints)) {
            return false;
        }
        try (Stream<Path> files = Files.list(checkpoints)) {
            return files.anyMatch(file -> file.getFileName().toString().matches("checkpoint-[0-9]{19}"));
        }
    }

    private Child start(String topic, Path checkpoints) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-Xmx256m",
                        "-ea",
                        "-cp",
                        classPath(),
                        KilledKafkaJob.class.getName(),
                        Broker.embedded().bootstrapServers(),
                        topic,
                        checkpoints.toString(),
                        Integer.toString(records / seconds))
                .redirectErrorStream(true)
                .start();
        return new Child(process);
    }

    /** That of this process, or of the class loader that tests run in. */
    private static String classPath() {
        if (KafkaKillHarness.class.getClassLoader() instanceof URLClassLoader loader) {
            return Arrays.stream(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(File.pathSeparator));
        }
        String ofSurefire = System.getProperty("surefire.test.class.path");
        return ofSurefire == null ? System.getProperty("java.class.path") : ofSurefire;
    }

    /** A process, and what it says. */
    private static final class Child {

        private final Process process;
        private final Thread reader;
        private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
        private final CountDownLatch starting = new CountDownLatch(1);
        private final CountDownLatch recovered = new CountDownLatch(1);

        /** It has come to its end, or is gone. */
        private final CountDownLatch ended = new CountDownLatch(1);

        Child(Process process) {
            this.process = process;
            reader = new Thread(this::read, "output of " + process.pid());
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try (BufferedReader in =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), Charset.defaultCharset()))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    lines.add(line);
                    switch (line) {
                        case KilledKafkaJob.STARTING -> starting.countDown();
                        case KilledKafkaJob.RECOVERED -> recovered.countDown();
                        case KilledKafkaJob.DONE -> ended.countDown();
                        default -> {}
                    }
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            } finally {
                starting.countDown();
                recovered.countDown();
                ended.countDown();
            }
        }

        void kill() throws InterruptedException {
            process.destroyForcibly();
            int status = process.waitFor();
            reader.join();
            if (status != STATUS_OF_SIGKILL && !hasSaid(KilledKafkaJob.DONE)) {
                throw new AssertionError("killed, but its status is " + status + ":\n" + this);
            }
        }

        void awaitEnd() throws InterruptedException {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("no end after " + PATIENCE_SECONDS + " s:\n" + this);
            }
            reader.join();
            if (process.exitValue() != 0 || !hasSaid(KilledKafkaJob.DONE)) {
                throw new AssertionError("failed by itself, with status " + process.exitValue() + ":\n" + this);
            }
        }

        boolean hasSaid(String line) {
            return lines.contains(line);
        }

        @Override
        public String toString() {
            synchronized (lines) {
                return String.join("\n", lines);
            }
        }
    }

    /** Arguments: number of kills, seconds of an undisturbed run, records of a run, seed. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("kafka-kills");
        KafkaKillHarness harness = new KafkaKillHarness(
                directory,
                Integer.parseInt(args[0]),
                Integer.parseInt(args[1]),
                Integer.parseInt(args[2]),
                Long.parseLong(args[3]));
        long startNanos = System.nanoTime();
        System.out.println(harness.run());
        System.out.printf("%d kills in %d s%n", harness.done, (System.nanoTime() - startNanos) / 1_000_000_000);
        System.exit(0);
    }
}
