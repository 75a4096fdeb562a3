package dev.millrace.benchmarks.kafka;

import com.sun.management.OperatingSystemMXBean;
import dev.millrace.benchmarks.hand.HandWindows;
import dev.millrace.benchmarks.hand.WindowOutput;
import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Bids;
import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.benchmarks.query.WindowPrices;
import dev.millrace.benchmarks.recovery.Figures;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The main class of a process that measures. Arguments: engine, where the broker is, number of bids, threads, whether results are written exactly
 * once, runs that do not count, runs that do. Prints its figures.
 */
public final class TopicProcess {

    private final TopicEngine engine;
    private final String servers;
    private final long records;
    private final int threads;
    private final boolean isExactlyOnce;

    /**
     * Prepares runs.
     *
     * @param engine what reads and writes
     * @param servers where the broker is
     * @param records number of bids that {@link Bidding#write} has written
     * @param threads workers, parallelism, or stream threads
     * @param isExactlyOnce whether results are written exactly once
     */
    public TopicProcess(TopicEngine engine, String servers, long records, int threads, boolean isExactlyOnce) {
        this.engine = engine;
        this.servers = servers;
        this.records = records;
        this.threads = threads;
        this.isExactlyOnce = isExactlyOnce;
    }

    /**
     * Runs.
     *
     * @param arguments see above
     */
    public static void main(String[] arguments) {
        try {
            TopicProcess process = new TopicProcess(
                    engine(EngineName.valueOf(arguments[0])),
                    arguments[1],
                    Long.parseLong(arguments[2]),
                    Integer.parseInt(arguments[3]),
                    Boolean.parseBoolean(arguments[4]));
            for (int i = Integer.parseInt(arguments[5]); i > 0; i--) {
                process.run(new Figures());
            }
            Figures figures = new Figures();
            for (int i = Integer.parseInt(arguments[6]); i > 0; i--) {
                process.run(figures);
            }
            figures.toLines().forEach(System.out::println);
            System.out.flush();
            // Engines leave threads behind.
            Runtime.getRuntime().halt(0);
        } catch (Throwable failure) {
            System.getLogger(TopicProcess.class.getName())
                    .log(System.Logger.Level.ERROR, "the measurement failed", failure);
            Runtime.getRuntime().halt(1);
        }
    }

    private static TopicEngine engine(EngineName name) {
        return ServiceLoader.load(TopicEngine.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(engine -> engine.name() == name)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " is not measured between topics"));
    }

    /**
     * One run, whose answer is compared with that of a loop over the bids; that is not measured.
     *
     * @param figures what it took is added
     * @throws Exception if it fails, or the answer is wrong
     */
    public void run(Figures figures) throws Exception {
        String results = "results-" + UUID.randomUUID();
        Path directory = Files.createTempDirectory("millrace-bench-");
        try (Admin admin = Admin.create(Bidding.client(servers))) {
            admin.createTopics(List.of(new NewTopic(results, TopicRun.PARTITIONS, (short) 1)))
                    .all()
                    .get();
            System.gc();
            OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            long cpuBefore = system.getProcessCpuTime();
            long wallBefore = System.nanoTime();
            engine.run(new TopicRun(servers, results, directory, threads, isExactlyOnce));
            double wall = (System.nanoTime() - wallBefore) / 1e9;
            double cpu = (system.getProcessCpuTime() - cpuBefore) / 1e9;
            figures.add("seconds", wall);
            figures.add("records_per_s", records / wall);
            figures.add("records_per_cpu_s", records / cpu);
            requireRight(results);
            admin.deleteTopics(List.of(results)).all().get();
        } finally {
            Directories.delete(directory);
        }
    }

    private void requireRight(String topic) {
        Answer answer = answer(topic);
        Answer expected = engine.name().isGenerator() ? Answer.NONE : expected();
        if (!answer.equals(expected)) {
            throw new IllegalStateException(
                    "the answer of " + engine.name() + " is " + answer + ", but that of a plain loop is " + expected);
        }
    }

    private Answer answer(String topic) {
        Answer.Tally tally = new Answer.Tally();
        PlainReading.read(Bidding.client(servers), topic, lines -> {
            for (ConsumerRecord<byte[], byte[]> line : lines) {
                WindowPrices result = BidJson.result(line.value());
                if (result.auction() != Bidding.LAST_AUCTION) {
                    tally.add(result.hash());
                }
            }
        });
        return tally.answer();
    }

    private Answer expected() {
        Bids bids = Bidding.bids();
        HandWindows loop = new HandWindows(Bidding.WINDOW_MILLIS, WindowOutput.counted());
        for (long sequence = 0; sequence < records; sequence++) {
            loop.add(bids.apply(sequence));
        }
        return loop.end();
    }
}
