package dev.millrace.testkit.kafka;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker of one node inside this JVM, on a free port of the loopback interface. It is the real one, with transactions and
 * consumer groups; it keeps its data in a temporary directory, which {@link #close} deletes.
 *
 * <pre>{@code
 * try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
 *     kafka.createTopic("edits", 4);
 *     ... kafka.bootstrapServers() ...
 * }
 * }</pre>
 *
 * <p>Nothing is deleted because of its age, unless settings say so: retention goes by the timestamps of records, and those of tests are
 * often old. Starting takes some seconds, so tests should share one. Methods may be called by any thread, {@link #stop}, {@link #restart} and
 * {@link #close} by one at a time. What it does with Kafka's internal classes is that of Kafka 4.4.
 */
public final class EmbeddedKafka implements AutoCloseable {

    private static final Duration SERVED_WITHIN = Duration.ofMinutes(1);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    private final Path directory;
    private final Properties settings;
    private final String bootstrapServers;
    private @Nullable KafkaRaftServer server;
    private @Nullable Admin admin;

    private EmbeddedKafka(Path directory, Properties settings, int port) {
        this.directory = directory;
        this.settings = settings;
        bootstrapServers = "127.0.0.1:" + port;
    }

    /**
     * Starts one.
     *
     * @return a broker that takes connections
     */
    public static EmbeddedKafka start() {
        return start(Map.of());
    }

    /**
     * Starts one with settings of your own.
     *
     * @param settings of the broker, added to those that make it small and quick
     * @return a broker that takes connections
     */
    public static EmbeddedKafka start(Map<String, String> settings) {
        try {
            Path directory = Files.createTempDirectory("embedded-kafka");
            int port = freePort();
            EmbeddedKafka kafka = new EmbeddedKafka(directory, settings(directory, port, freePort(), settings), port);
            kafka.format();
            kafka.restart();
            return kafka;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Properties settings(Path directory, int port, int controllerPort, Map<String, String> more) {
        Properties settings = new Properties();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        settings.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("log.dirs", directory.resolve("data").toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("num.partitions", "1");
        for (String internal : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            settings.put(internal + ".num.partitions", "2");
            settings.put(internal + ".replication.factor", "1");
        }
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        // Retention goes by the time of records: those of a test, from 1970 perhaps, would be gone after half a minute.
        settings.put("log.retention.ms", "-1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "2");
        settings.put("background.threads", "2");
        settings.put("log.cleaner.enable", "true");
        settings.put("controlled.shutdown.enable", "false");
        settings.putAll(more);
        return settings;
    }

    private void format() throws IOException {
        Path file = directory.resolve("server.properties");
        try (var out = Files.newOutputStream(file)) {
            settings.store(out, null);
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int status = StorageTool.execute(
                new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()},
                new PrintStream(said, true, StandardCharsets.UTF_8));
        if (status != 0) {
            throw new IOException("the directory of the broker could not be formatted, status " + status + ": "
                    + said.toString(StandardCharsets.UTF_8));
        }
    }

    /**
     * Where clients connect to.
     *
     * @return for {@code bootstrap.servers}; the same after {@link #restart}
     */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /**
     * Creates a topic, and returns when the broker serves it.
     *
     * @param name of the topic
     * @param partitions how many it has
     */
    public void createTopic(String name, int partitions) {
        createTopic(name, partitions, Map.of());
    }

    /**
     * Creates a topic with settings, and returns when the broker serves it.
     *
     * @param name of the topic
     * @param partitions how many it has
     * @param topicSettings as {@code cleanup.policy}
     */
    public void createTopic(String name, int partitions, Map<String, String> topicSettings) {
        NewTopic topic = new NewTopic(name, partitions, (short) 1).configs(topicSettings);
        await(admin().createTopics(List.of(topic)).all());
        awaitServed(name, partitions);
    }

    /**
     * Adds partitions to a topic.
     *
     * @param name of the topic
     * @param partitions how many it has then, in all
     */
    public void growTopic(String name, int partitions) {
        await(admin().createPartitions(Map.of(name, NewPartitions.increaseTo(partitions)))
                .all());
        awaitServed(name, partitions);
    }

    /** The controller has created a topic before the broker serves it: in between, producers have lost their first batch. */
    private void awaitServed(String topic, int partitions) {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (int i = 0; i < partitions; i++) {
            asked.put(new TopicPartition(topic, i), OffsetSpec.latest());
        }
        long startNanos = System.nanoTime();
        while (true) {
            try {
                await(admin().listOffsets(asked).all());
                return;
            } catch (IllegalStateException failed) {
                boolean isPatient = System.nanoTime() - startNanos < SERVED_WITHIN.toNanos();
                if (!isPatient || !(failed.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw failed;
                }
                LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            }
        }
    }

    /**
     * Opens a producer of this broker.
     *
     * @param keys writes keys
     * @param values writes values
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return to be closed, which tells whether all was acknowledged
     */
    public <K, V> AcknowledgedProducer<K, V> producer(Serializer<K> keys, Serializer<V> values) {
        return new AcknowledgedProducer<>(bootstrapServers, Map.of(), keys, values);
    }

    /**
     * A client for everything else. Not to be closed.
     *
     * @return closed with this broker
     */
    public synchronized Admin admin() {
        if (admin == null) {
            admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
        }
        return admin;
    }

    private static void await(org.apache.kafka.common.KafkaFuture<?> done) {
        try {
            done.get();
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Stops the broker; its data stays. Clients find nobody until {@link #restart}. */
    public void stop() {
        KafkaRaftServer running = server;
        if (running != null) {
            running.shutdown();
            running.awaitShutdown();
            server = null;
        }
    }

    /** Starts the broker again with its data, on the same port. Does nothing if it runs. */
    public void restart() {
        if (server == null) {
            KafkaRaftServer starting = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
            starting.startup();
            server = starting;
        }
    }

    /** Stops the broker and deletes its data. */
    @Override
    public void close() {
        synchronized (this) {
            if (admin != null) {
                admin.close();
                admin = null;
            }
        }
        stop();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
