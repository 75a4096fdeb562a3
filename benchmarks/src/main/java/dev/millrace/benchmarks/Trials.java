package dev.millrace.benchmarks;

import dev.millrace.benchmarks.FigureTable.Column;
import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.benchmarks.recovery.Figures;
import dev.millrace.benchmarks.recovery.Phase;
import dev.millrace.benchmarks.recovery.TrialProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What checkpoints of many keys cost, and how long a restart takes: a process for each phase of each engine. */
final class Trials {

    private static final String PREFIX = "checkpoint-";
    private static final List<Integer> KEYS = List.of(100_000, 1_000_000, 5_000_000, 10_000_000);

    /** As many keys as an engine of others is asked for. */
    private static final int PEER_KEYS_MAX = 5_000_000;

    private static final String INTERVAL_MILLIS = "1000";

    private static final String WITHOUT = Phase.PLAIN + ".";
    private static final String WITH = Phase.CHECKPOINTED + ".";
    private static final String AFTER = Phase.RESTARTED + ".";

    private static final List<Column> COLUMNS = List.of(
            Column.median("records_per_s_without", 0, WITHOUT + "records_per_s"),
            Column.median("records_per_s", 0, WITH + "records_per_s"),
            ratio("ratio_per_s", "records_per_s"),
            Column.median("records_per_cpu_s_without", 0, WITHOUT + "records_per_cpu_s"),
            Column.median("records_per_cpu_s", 0, WITH + "records_per_cpu_s"),
            ratio("ratio_per_cpu_s", "records_per_cpu_s"),
            Column.median("changed_share", 4, WITH + "changed_share"),
            new Column("checkpoints", 0, figures -> figures.count(WITH + "checkpoint_ms")),
            Column.worst("failed", 0, WITH + "failed"),
            Column.median("pause_ms_p50", 2, WITH + "pause_ms"),
            new Column("pause_ms_p99", 2, figures -> figures.quantile(WITH + "pause_ms", 0.99)),
            Column.worst("pause_ms_max", 2, WITH + "pause_ms"),
            Column.worst("own_pause_ms_p99", 2, WITH + "own_pause_ms_p99"),
            Column.worst("own_pause_ms_max", 2, WITH + "own_pause_ms_max"),
            Column.median("checkpoint_ms_p50", 0, WITH + "checkpoint_ms"),
            Column.worst("checkpoint_ms_max", 0, WITH + "checkpoint_ms"),
            Column.median("own_checkpoint_ms_p50", 0, WITH + "own_checkpoint_ms"),
            Column.median("state_mb", 1, WITH + "state_mb"),
            new Column("written_mb_each", 1, Trials::writtenForEach),
            Column.median("collector_share", 3, WITH + "collector_share"),
            Column.median("fill_s", 1, WITH + "fill_s"),
            Column.worst("restart_ms", 0, AFTER + "restart_ms"),
            Column.worst("whole_restart_ms", 0, AFTER + "whole_restart_ms"));

    private final Options options;

    private Trials(Options options) {
        this.options = options;
    }

    private static Column ratio(String head, String figure) {
        return new Column(head, 3, figures -> figures.median(WITH + figure) / figures.median(WITHOUT + figure));
    }

    private static double writtenForEach(Figures figures) {
        double written = figures.median(WITH + "written_mb") * figures.count(WITH + "written_mb");
        return written / figures.count(WITH + "checkpoint_ms");
    }

    /** Names for the command line. */
    static List<String> names() {
        return KEYS.stream().map(keys -> PREFIX + keys).toList();
    }

    static boolean has(String name) {
        return names().contains(name);
    }

    /** Runs some, and prints a table as it grows. False if an engine failed or its answer is wrong. */
    static boolean run(Options options) throws IOException, InterruptedException {
        Trials trials = new Trials(options);
        boolean isWell = true;
        try (FigureTable report = new FigureTable(COLUMNS, options.tsvOf("checkpoint", options.queries()))) {
            for (String name : options.trials()) {
                isWell &= trials.run(name, report);
            }
        }
        return isWell;
    }

    private boolean run(String name, FigureTable report) throws IOException, InterruptedException {
        int keys = Integer.parseInt(name.substring(PREFIX.length()));
        boolean isWell = true;
        List<Row> rows = rows(keys);
        for (int fork = 0; fork < options.forks(); fork++) {
            for (Row row : rows) {
                row.measure();
            }
        }
        for (Row row : rows) {
            report.add(name, row.engine, row.threads, row.figures);
            isWell &= row.isWell;
        }
        return isWell;
    }

    private List<Row> rows(int keys) {
        List<Row> rows = new ArrayList<>();
        for (int threads : options.threads()) {
            for (EngineName engine : options.engines()) {
                if (engine == EngineName.MILLRACE_OPAQUE || engine == EngineName.FLINK && keys <= PEER_KEYS_MAX) {
                    rows.add(new Row(engine, keys, threads));
                }
            }
        }
        return rows;
    }

    /** One engine with so many threads on so many keys. */
    private final class Row {

        private final EngineName engine;
        private final int keys;
        private final int threads;
        private final Figures figures = new Figures();
        private boolean isWell = true;

        Row(EngineName engine, int keys, int threads) {
            this.engine = engine;
            this.keys = keys;
            this.threads = threads;
        }

        /** A process of each phase. After a failure nothing more is tried. */
        void measure() throws IOException, InterruptedException {
            Path directory = Files.createTempDirectory("millrace-bench-");
            try {
                for (Phase phase : Phase.values()) {
                    if (isWell) {
                        run(phase, directory.resolve("state"));
                    }
                }
            } catch (IOException failed) {
                System.err.println(engine + " with " + keys + " keys failed: " + failed.getMessage());
                isWell = false;
            } finally {
                delete(directory);
            }
        }

        private void run(Phase phase, Path directory) throws IOException, InterruptedException {
            long begin = System.currentTimeMillis();
            List<String> lines = Processes.run(Processes.java(
                    engine.isPeer(),
                    Machine.flags(engine, threads, heapGigabytes(keys)),
                    TrialProcess.class,
                    phase.name(),
                    engine.name(),
                    Integer.toString(keys),
                    Integer.toString(threads),
                    directory.toString(),
                    INTERVAL_MILLIS,
                    options.isQuick() ? "2000" : "5000",
                    options.isQuick() ? "5000" : "20000"));
            Figures own = new Figures();
            lines.forEach(line -> own.read(line, ""));
            lines.forEach(line -> figures.read(line, phase + "."));
            if (phase == Phase.RESTARTED) {
                figures.read("figure whole_restart_ms " + (own.median("first_result_at") - begin), phase + ".");
            }
        }
    }

    /** Room for the state, twice, on the heap of whichever engine. */
    private static int heapGigabytes(int keys) {
        return keys > PEER_KEYS_MAX ? 8 : keys > 1_000_000 ? 5 : 3;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
