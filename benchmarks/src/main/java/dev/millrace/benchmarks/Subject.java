package dev.millrace.benchmarks;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.benchmarks.query.Query;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** One engine with one number of threads on one query, and what its forks have measured so far. */
final class Subject {

    private final Query query;
    private final EngineName engine;
    private final int threads;
    private final List<Iteration> iterations = new ArrayList<>();

    /** What was answered on so many first records; more than one answer is an error. */
    private final Map<Long, Set<Answer>> answers = new HashMap<>();

    /** In an iteration; found by the first fork, the same in the others. */
    private long records;

    private long peakRssKilobytes;
    private String failure = "";

    Subject(Query query, EngineName engine, int threads) {
        this.query = query;
        this.engine = engine;
        this.threads = threads;
    }

    EngineName engine() {
        return engine;
    }

    int threads() {
        return threads;
    }

    long records() {
        return records;
    }

    boolean hasFailed() {
        return !failure.isEmpty();
    }

    String failure() {
        return failure;
    }

    /** Starts a process that measures. After a failure nothing more is tried. */
    void measure(Budget budget) throws InterruptedException {
        fork("measure", budget.toWord(), Long.toString(records));
    }

    /** Starts a process that answers on some numbers of first records. */
    void answer(Collection<Long> prefixes) throws InterruptedException {
        if (!prefixes.isEmpty()) {
            fork("answer", prefixes.stream().map(String::valueOf).collect(Collectors.joining(",")), "0");
        }
    }

    private void fork(String task, String how, String recordsOrNone) throws InterruptedException {
        if (hasFailed()) {
            return;
        }
        try {
            Processes.run(Processes.java(
                            engine.isPeer(),
                            Machine.flags(engine, threads),
                            Fork.class,
                            query.name(),
                            engine.name(),
                            Integer.toString(threads),
                            task,
                            how,
                            recordsOrNone))
                    .forEach(this::read);
        } catch (IOException failed) {
            failure = String.valueOf(failed.getMessage());
        }
    }

    private void read(String line) {
        Iteration.ofLine(line).ifPresent(iteration -> {
            iterations.add(iteration);
            records = iteration.records();
        });
        PrefixAnswer.ofLine(line)
                .ifPresent(one -> answers.computeIfAbsent(one.records(), unused -> new HashSet<>())
                        .add(one.answer()));
        if (line.startsWith(Fork.PEAK_RSS)) {
            peakRssKilobytes = Math.max(peakRssKilobytes, Long.parseLong(line.substring(Fork.PEAK_RSS.length())));
        }
    }

    /** All answers on so many first records; one if everything is well. */
    Set<Answer> answers(long prefix) {
        return answers.getOrDefault(prefix, Set.of());
    }

    /** On how many records there are answers. */
    Set<Long> prefixes() {
        return answers.keySet();
    }

    double peakRssMegabytes() {
        return peakRssKilobytes / 1024.0;
    }

    /** Of all iterations of all forks. */
    double median(ToDoubleFunction<Iteration> of) {
        double[] sorted = iterations.stream().mapToDouble(of).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    double min(ToDoubleFunction<Iteration> of) {
        return iterations.stream().mapToDouble(of).min().orElseThrow();
    }

    double max(ToDoubleFunction<Iteration> of) {
        return iterations.stream().mapToDouble(of).max().orElseThrow();
    }

    @Override
    public String toString() {
        return engine + " on " + threads + (threads == 1 ? " thread" : " threads");
    }
}
