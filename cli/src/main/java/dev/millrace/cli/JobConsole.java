package dev.millrace.cli;

import dev.millrace.api.graph.Node;
import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.engine.EmbeddedRuntime;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Runs pipelines: shows progress while they work, and accounts for what they did. */
final class JobConsole {

    /** How often the status is rewritten. */
    private static final Duration REFRESH = Duration.ofMillis(100);

    private final Screen screen;
    private final RunOptions options;

    JobConsole(Screen screen, RunOptions options) {
        this.screen = screen;
        this.options = options;
    }

    /**
     * What a job did.
     *
     * @param ledger at its end
     * @param records that it read
     * @param seconds from its start to its end
     * @param workers that ran it
     */
    record Outcome(Ledger ledger, long records, double seconds, int workers) {}

    /** Runs a pipeline to its end. */
    Outcome run(Pipeline pipeline) throws InterruptedException {
        PipelineGraph graph = pipeline.freeze();
        long startNanos = System.nanoTime();
        try (EmbeddedRuntime runtime = options.newRuntime();
                Job job = runtime.start(pipeline)) {
            Interruption interruption = Interruption.guard(job, screen);
            try {
                while (!job.await(REFRESH)) {
                    if (screen.isTerminal()) {
                        screen.showStatus(progress(graph, job.ledger(), secondsSince(startNanos)));
                    }
                }
            } finally {
                interruption.unguard();
                screen.clearStatus();
            }
            double seconds = secondsSince(startNanos);
            Ledger ledger = job.ledger();
            return new Outcome(ledger, recordsRead(graph, ledger), seconds, options.workerCount());
        }
    }

    private static double secondsSince(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    private static String progress(PipelineGraph graph, Ledger ledger, double seconds) {
        long records = recordsRead(graph, ledger);
        long windows = graph.nodes().stream()
                .filter(Node.WindowAggregateNode.class::isInstance)
                .mapToLong(node -> ledger.operator(node.name()).out())
                .sum();
        return String.format(
                Locale.ROOT,
                "%,d records read  %,d window results  %,.0f records/s",
                records,
                windows,
                records / seconds);
    }

    private static long recordsRead(PipelineGraph graph, Ledger ledger) {
        return graph.nodes().stream()
                .filter(Node.SourceNode.class::isInstance)
                .mapToLong(node -> ledger.operator(node.name()).in())
                .sum();
    }

    /**
     * Prints ledger and throughput.
     *
     * @throws CommandException if the ledger does not balance, which would be an error of the engine
     */
    void report(Outcome outcome) {
        PrintStream out = screen.out();
        out.println("Ledger: where every record went");
        out.println();
        ledgerTable(outcome.ledger).lines().forEach(out::println);
        out.println();
        List<String> imbalances = outcome.ledger.imbalances();
        if (!imbalances.isEmpty()) {
            throw new CommandException("the ledger does not balance: " + String.join("; ", imbalances));
        }
        out.println("The ledger balances: in = passed + filtered + late + failed + dropped + held in each row, and");
        out.println("what one operator sent the next one received.");
        out.println();
        out.printf(
                Locale.ROOT,
                "%,d records in %.2f s with %d %s: %,.0f records/s%n",
                outcome.records,
                outcome.seconds,
                outcome.workers,
                outcome.workers == 1 ? "worker" : "workers",
                outcome.records / outcome.seconds);
    }

    private static TextTable ledgerTable(Ledger ledger) {
        TextTable table =
                new TextTable(-1, "operator", "in", "passed", "filtered", "late", "failed", "dropped", "held", "out");
        for (Ledger.Row row : ledger.operators()) {
            table.add(
                    row.operator(),
                    row.in(),
                    row.passed(),
                    row.filtered(),
                    row.late(),
                    row.failed(),
                    row.dropped(),
                    row.held(),
                    row.out());
        }
        return table;
    }
}
