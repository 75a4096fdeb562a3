package dev.millrace.benchmarks;

import dev.millrace.benchmarks.FigureTable.Column;
import dev.millrace.benchmarks.latency.OfferProcess;
import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.benchmarks.recovery.Figures;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** How late the results of windows are at a fixed rate: a process for each fork of each engine. */
final class WindowLatency {

    private static final String PREFIX = "latency-";
    private static final List<Integer> PER_SECOND = List.of(100_000, 500_000);

    private static final List<Column> COLUMNS = List.of(
            Column.median("results", 0, "results"),
            Column.median("p50_ms", 3, "p50_ms"),
            Column.median("p99_ms", 3, "p99_ms"),
            Column.median("p99.9_ms", 3, "p99.9_ms"),
            Column.median("p99.99_ms", 3, "p99.99_ms"),
            Column.median("max_ms", 3, "max_ms"),
            Column.worst("worst_p99.99_ms", 3, "p99.99_ms"),
            Column.worst("worst_max_ms", 3, "max_ms"),
            Column.worst("behind_ms_max", 3, "behind_ms_max"),
            Column.median("cpus", 2, "cpus"));

    private final Options options;

    private WindowLatency(Options options) {
        this.options = options;
    }

    /** Names for the command line. */
    static List<String> names() {
        return PER_SECOND.stream().map(rate -> PREFIX + rate).toList();
    }

    static boolean has(String name) {
        return names().contains(name);
    }

    /** Runs some, and prints a table as it grows. False if an engine failed or its answer is wrong. */
    static boolean run(Options options) throws IOException, InterruptedException {
        WindowLatency latency = new WindowLatency(options);
        boolean isWell = true;
        List<?> tables = Stream.concat(options.queries().stream(), options.trials().stream())
                .toList();
        try (FigureTable table = new FigureTable(COLUMNS, options.tsvOf("latency", tables))) {
            for (String name : options.latencies()) {
                for (int threads : options.threads()) {
                    for (EngineName engine : options.engines()) {
                        isWell &= !isMeasured(engine) || latency.measure(name, engine, threads, table);
                    }
                }
            }
        }
        return isWell;
    }

    private static boolean isMeasured(EngineName engine) {
        return engine == EngineName.MILLRACE_OPAQUE || engine == EngineName.FLINK || engine == EngineName.JET;
    }

    private boolean measure(String name, EngineName engine, int threads, FigureTable table)
            throws IOException, InterruptedException {
        Figures figures = new Figures();
        try {
            for (int fork = 0; fork < options.forks(); fork++) {
                run(name, engine, threads).forEach(line -> figures.read(line, ""));
            }
        } catch (IOException failed) {
            System.err.println(engine + " on " + name + " failed: " + failed.getMessage());
            return false;
        }
        table.add(name, engine, threads, figures);
        return true;
    }

    private List<String> run(String name, EngineName engine, int threads) throws IOException, InterruptedException {
        int perSecond = Integer.parseInt(name.substring(PREFIX.length()));
        return Processes.run(Processes.java(
                engine.isPeer(),
                Machine.flags(engine, threads),
                OfferProcess.class,
                engine.name(),
                Integer.toString(perSecond / 1_000),
                Integer.toString(threads),
                options.isQuick() ? "3" : "15",
                options.isQuick() ? "4" : "30"));
    }
}
