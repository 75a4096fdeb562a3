package dev.millrace.benchmarks;

import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.benchmarks.recovery.Figures;
import dev.millrace.benchmarks.recovery.Phase;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Writes the table of trials in Markdown and, if asked to, rows of tab-separated values. */
final class TrialReport implements AutoCloseable {

    private static final int WORDS = 2;
    private static final String NOTHING = "-";
    private static final String FILE_PREFIX = "checkpoint-";

    private static final String WITHOUT = Phase.PLAIN + ".";
    private static final String WITH = Phase.CHECKPOINTED + ".";
    private static final String AFTER = Phase.RESTARTED + ".";

    private static final List<Column> COLUMNS = List.of(
            Column.median("records_per_s_without", 0, WITHOUT + "records_per_s"),
            Column.median("records_per_s", 0, WITH + "records_per_s"),
            Column.ratio("ratio_per_s", "records_per_s"),
            Column.median("records_per_cpu_s_without", 0, WITHOUT + "records_per_cpu_s"),
            Column.median("records_per_cpu_s", 0, WITH + "records_per_cpu_s"),
            Column.ratio("ratio_per_cpu_s", "records_per_cpu_s"),
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
            new Column("written_mb_each", 1, TrialReport::writtenForEach),
            Column.median("collector_share", 3, WITH + "collector_share"),
            Column.median("fill_s", 1, WITH + "fill_s"),
            Column.worst("restart_ms", 0, AFTER + "restart_ms"),
            Column.worst("whole_restart_ms", 0, AFTER + "whole_restart_ms"));

    private final @Nullable BufferedWriter rows;

    TrialReport(Options options) throws IOException {
        rows = open(options);
        List<String> heads = new ArrayList<>(List.of("query", "engine", "threads"));
        COLUMNS.stream().map(Column::head).forEach(heads::add);
        System.out.println(markdown(heads));
        System.out.println("|" + " --- |".repeat(WORDS) + " --: |".repeat(heads.size() - WORDS));
        write(heads);
    }

    /** A file of its own if there is another table. */
    private static @Nullable BufferedWriter open(Options options) throws IOException {
        Path tsv = options.tsv();
        if (tsv == null) {
            return null;
        }
        Path file = options.queries().isEmpty() ? tsv : tsv.resolveSibling(FILE_PREFIX + tsv.getFileName());
        return Files.newBufferedWriter(file, StandardCharsets.UTF_8);
    }

    /**
     * A number of a row.
     *
     * @param head of the column
     * @param decimals places after the point
     * @param of the figures of all forks
     */
    private record Column(String head, int decimals, ToDoubleFunction<Figures> of) {

        static Column median(String head, int decimals, String figure) {
            return new Column(head, decimals, figures -> figures.median(figure));
        }

        static Column worst(String head, int decimals, String figure) {
            return new Column(head, decimals, figures -> figures.quantile(figure, 1));
        }

        static Column ratio(String head, String figure) {
            return new Column(head, 3, figures -> figures.median(WITH + figure) / figures.median(WITHOUT + figure));
        }

        String text(Figures figures) {
            double value = of.applyAsDouble(figures);
            return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + decimals + "f", value) : NOTHING;
        }
    }

    private static double writtenForEach(Figures figures) {
        double written = figures.median(WITH + "written_mb") * figures.count(WITH + "written_mb");
        return written / figures.count(WITH + "checkpoint_ms");
    }

    private static String markdown(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    private void write(List<String> cells) throws IOException {
        if (rows != null) {
            rows.write(String.join("\t", cells) + "\n");
            rows.flush();
        }
    }

    void add(String query, EngineName engine, int threads, Figures figures) throws IOException {
        List<String> cells = new ArrayList<>(List.of(query, engine.toString(), Integer.toString(threads)));
        COLUMNS.stream().map(column -> column.text(figures)).forEach(cells::add);
        System.out.println(markdown(cells));
        write(cells);
    }

    @Override
    public void close() throws IOException {
        if (rows != null) {
            rows.close();
        }
    }
}
