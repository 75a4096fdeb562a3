package dev.millrace.benchmarks;

import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.benchmarks.recovery.Figures;
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

/** Writes a table of figures in Markdown and, if asked to, rows of tab-separated values. */
final class FigureTable implements AutoCloseable {

    private static final int WORDS = 2;
    private static final String NOTHING = "-";

    private final List<Column> columns;
    private final @Nullable BufferedWriter rows;

    /**
     * Prints the head.
     *
     * @param columns of figures, behind query, engine and threads
     * @param tsv for the rows, too, or null
     */
    FigureTable(List<Column> columns, @Nullable Path tsv) throws IOException {
        this.columns = List.copyOf(columns);
        rows = tsv == null ? null : Files.newBufferedWriter(tsv, StandardCharsets.UTF_8);
        List<String> heads = new ArrayList<>(List.of("query", "engine", "threads"));
        columns.stream().map(Column::head).forEach(heads::add);
        System.out.println(markdown(heads));
        System.out.println("|" + " --- |".repeat(WORDS) + " --: |".repeat(heads.size() - WORDS));
        write(heads);
    }

    /**
     * A number of a row.
     *
     * @param head of the column
     * @param decimals places after the point
     * @param of the figures of all forks
     */
    record Column(String head, int decimals, ToDoubleFunction<Figures> of) {

        static Column median(String head, int decimals, String figure) {
            return new Column(head, decimals, figures -> figures.median(figure));
        }

        static Column worst(String head, int decimals, String figure) {
            return new Column(head, decimals, figures -> figures.quantile(figure, 1));
        }

        String text(Figures figures) {
            double value = of.applyAsDouble(figures);
            return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + decimals + "f", value) : NOTHING;
        }
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
        columns.stream().map(column -> column.text(figures)).forEach(cells::add);
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
