package dev.millrace.benchmarks;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Query;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes a table in Markdown and, if asked to, rows of tab-separated values; both grow query by query. */
final class Report implements AutoCloseable {

    private static final List<String> COLUMNS = List.of(
            "query",
            "engine",
            "threads",
            "records",
            "seconds",
            "records_per_s",
            "records_per_cpu_s",
            "ratio_to_hand",
            "cpu_s",
            "alloc_bytes_per_record",
            "peak_rss_mb",
            "answer_hash",
            "min",
            "max");

    /** The first columns are words, the others are numbers. */
    private static final int WORDS = 2;

    private static final String NOTHING = "-";

    private final @Nullable BufferedWriter rows;

    Report(@Nullable Path tsv) throws IOException {
        this.rows = tsv == null ? null : Files.newBufferedWriter(tsv, StandardCharsets.UTF_8);
        System.out.println(markdown(COLUMNS));
        System.out.println("|" + " --- |".repeat(WORDS) + " --: |".repeat(COLUMNS.size() - WORDS));
        write(COLUMNS);
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

    /** Adds a query; what could not be answered, or failed, has dashes in the table and no row. */
    void add(Query query, List<Subject> subjects, Agreement agreement, List<Subject> unanswered) throws IOException {
        for (Subject subject : subjects) {
            if (subject.hasFailed()) {
                System.out.println(markdown(dashes(query, subject)));
            } else {
                List<String> cells = cells(query, subject, subjects, agreement);
                System.out.println(markdown(cells));
                write(cells);
            }
        }
        unanswered.forEach(subject -> System.out.println(markdown(dashes(query, subject))));
    }

    private static List<String> dashes(Query query, Subject subject) {
        List<String> cells = new ArrayList<>(
                List.of(query.name(), subject.engine().toString(), Integer.toString(subject.threads())));
        while (cells.size() < COLUMNS.size()) {
            cells.add(NOTHING);
        }
        return cells;
    }

    private static List<String> cells(Query query, Subject subject, List<Subject> subjects, Agreement agreement) {
        return List.of(
                query.name(),
                subject.engine().toString(),
                Integer.toString(subject.threads()),
                Long.toString(subject.records()),
                decimals(3, subject.median(Iteration::seconds)),
                decimals(0, subject.median(Iteration::recordsPerSecond)),
                decimals(0, subject.median(Iteration::recordsPerCpuSecond)),
                ratio(subject, subjects)
                        .map(ratio -> decimals(ratio < 0.1 ? 5 : 3, ratio))
                        .orElse(NOTHING),
                decimals(3, subject.median(Iteration::cpuSeconds)),
                decimals(1, subject.median(Iteration::allocatedBytesPerRecord)),
                decimals(0, subject.peakRssMegabytes()),
                subject.engine().isGenerator()
                        ? NOTHING
                        : agreement.common(subject).map(Answer::fingerprint).orElse(NOTHING),
                decimals(0, subject.min(Iteration::recordsPerCpuSecond)),
                decimals(0, subject.max(Iteration::recordsPerCpuSecond)));
    }

    /** Throughput for a second of processor time, the hand-written loop on as many threads being 1. */
    private static Optional<Double> ratio(Subject subject, List<Subject> subjects) {
        return subjects.stream()
                .filter(other -> other.engine() == subject.engine().reference())
                .filter(other -> other.threads() == subject.threads() && !other.hasFailed())
                .findFirst()
                .map(hand ->
                        subject.median(Iteration::recordsPerCpuSecond) / hand.median(Iteration::recordsPerCpuSecond));
    }

    private static String decimals(int places, double value) {
        return String.format(Locale.ROOT, "%." + places + "f", value);
    }

    @Override
    public void close() throws IOException {
        if (rows != null) {
            rows.close();
        }
    }
}
