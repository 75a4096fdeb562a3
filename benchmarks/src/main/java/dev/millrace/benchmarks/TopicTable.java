package dev.millrace.benchmarks;

import dev.millrace.benchmarks.FigureTable.Column;
import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.benchmarks.recovery.Figures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** From topic to topic of Kafka: one broker in a process of its own, and a process for each fork of each engine. */
final class TopicTable {

    private static final String AT_LEAST_ONCE = "kafka";
    private static final String EXACTLY_ONCE = "kafka-exactly-once";

    /** They need Kafka's libraries, and are in the module of the peers. */
    private static final String BROKER = "dev.millrace.benchmarks.kafka.BrokerProcess";

    private static final String PROCESS = "dev.millrace.benchmarks.kafka.TopicProcess";

    private static final long RECORDS = 4_000_000;
    private static final long QUICK_RECORDS = 500_000;

    private static final List<Column> COLUMNS = List.of(
            Column.median("seconds", 3, "seconds"),
            Column.median("records_per_s", 0, "records_per_s"),
            Column.median("records_per_cpu_s", 0, "records_per_cpu_s"),
            new Column("min_per_cpu_s", 0, figures -> figures.quantile("records_per_cpu_s", 0)),
            new Column("max_per_cpu_s", 0, figures -> figures.quantile("records_per_cpu_s", 1)));

    private final Options options;
    private final String servers;

    private TopicTable(Options options, String servers) {
        this.options = options;
        this.servers = servers;
    }

    /** Names for the command line. */
    static List<String> names() {
        return List.of(AT_LEAST_ONCE, EXACTLY_ONCE);
    }

    /** Runs some, and prints a table as it grows. False if an engine failed or its answer is wrong. */
    static boolean run(Options options) throws IOException, InterruptedException {
        boolean isWell = true;
        List<?> tables = Stream.of(options.queries(), options.trials(), options.latencies())
                .flatMap(List::stream)
                .toList();
        try (Processes.Running broker = Processes.start(
                        Processes.ofPeers(false, List.of("-Xmx1g"), BROKER, Long.toString(records(options))));
                FigureTable table = new FigureTable(COLUMNS, options.tsvOf("kafka", tables))) {
            TopicTable topics = new TopicTable(options, broker.line());
            for (String name : options.topics()) {
                for (int threads : options.threads()) {
                    isWell &= topics.measure(name, threads, table);
                }
            }
        }
        return isWell;
    }

    private static long records(Options options) {
        return options.isQuick() ? QUICK_RECORDS : RECORDS;
    }

    /** An engine, and what its processes said so far. */
    private record Row(EngineName engine, Figures figures) {}

    /** Engines take turns, fork by fork. After a failure nothing more is tried. */
    private boolean measure(String name, int threads, FigureTable table) throws IOException, InterruptedException {
        List<Row> rows = new ArrayList<>(engines(name, threads).stream()
                .map(engine -> new Row(engine, new Figures()))
                .toList());
        int all = rows.size();
        for (int fork = 0; fork < options.forks(); fork++) {
            for (Row row : List.copyOf(rows)) {
                try {
                    run(name, row.engine, threads).forEach(line -> row.figures.read(line, ""));
                } catch (IOException failed) {
                    System.err.println(row.engine + " on " + name + " failed: " + failed.getMessage());
                    rows.remove(row);
                }
            }
        }
        for (Row row : rows) {
            table.add(name, row.engine, threads, row.figures);
        }
        return rows.size() == all;
    }

    /** Reading alone, and a loop by hand on one thread, have nothing that could go on after a failure. */
    private List<EngineName> engines(String name, int threads) {
        boolean isPlain = name.equals(AT_LEAST_ONCE) && threads == 1;
        List<EngineName> engines = new ArrayList<>();
        if (isPlain) {
            engines.add(EngineName.GENERATE);
        }
        for (EngineName engine : options.engines()) {
            switch (engine) {
                case MILLRACE_OPAQUE, FLINK, KAFKA_STREAMS -> engines.add(engine);
                case HAND_OBJECTS -> {
                    if (isPlain) {
                        engines.add(engine);
                    }
                }
                default -> {
                    // Not measured between topics.
                }
            }
        }
        return engines;
    }

    private List<String> run(String name, EngineName engine, int threads) throws IOException, InterruptedException {
        return Processes.run(Processes.ofPeers(
                engine == EngineName.FLINK,
                Machine.flags(EngineName.FLINK, threads),
                PROCESS,
                engine.name(),
                servers,
                Long.toString(records(options)),
                Integer.toString(threads),
                Boolean.toString(name.equals(EXACTLY_ONCE)),
                "1",
                options.isQuick() ? "1" : "3"));
    }
}
