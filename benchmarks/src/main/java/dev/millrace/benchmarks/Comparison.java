package dev.millrace.benchmarks;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * One case, answered by all sides in forks that take turns: hand, fused, Millrace, hand, and so on, so that what the
 * machine does besides meets all of them.
 *
 * @param measured the case
 * @param records in one iteration
 * @param iterations of each side, of all forks
 */
record Comparison(Case measured, long records, Map<Side, List<Iteration>> iterations) {

    /** The sorting of rows by window, which only some batches need, is compiled for good after four or five. */
    private static final int WARM_UPS = 5;

    private static final int ITERATIONS = 3;

    /** A quick run takes so much smaller iterations. */
    private static final int QUICK_DIVISOR = 2;

    static Comparison measure(Case measured, int forks, boolean isQuick) throws Exception {
        long records = measured.records() / (isQuick ? QUICK_DIVISOR : 1);
        Map<Side, List<Iteration>> iterations = new EnumMap<>(Side.class);
        for (int fork = 0; fork < forks; fork++) {
            for (Side side : Side.values()) {
                if (side == Side.FUSED && fork > 0) {
                    // It is there for information; one fork of it is enough.
                    continue;
                }
                List<String> lines = Processes.run(Processes.java(
                        Machine.FLAGS,
                        Fork.class,
                        measured.name(),
                        side.name(),
                        Long.toString(records),
                        Integer.toString(WARM_UPS),
                        Integer.toString(ITERATIONS)));
                List<Iteration> ofSide = iterations.computeIfAbsent(side, unused -> new ArrayList<>());
                lines.forEach(line -> Iteration.ofLine(line).ifPresent(ofSide::add));
            }
        }
        return new Comparison(measured, records, iterations);
    }

    boolean areAnswersEqual() {
        return answers().stream().distinct().count() == 1;
    }

    private List<Answer> answers() {
        return iterations.values().stream()
                .flatMap(List::stream)
                .map(Iteration::answer)
                .toList();
    }

    String difference() {
        return "the answers of '" + measured.name() + "' differ: "
                + iterations.entrySet().stream()
                        .map(entry -> entry.getKey() + " "
                                + entry.getValue().stream()
                                        .map(Iteration::answer)
                                        .distinct()
                                        .toList())
                        .collect(Collectors.joining(", "));
    }

    static String header() {
        return """
                | case | workers | hand CPU | fused CPU | Millrace CPU | hand wall | Millrace wall \
                | hand B | Millrace B | ratio CPU | ratio wall | CPU to fused | answers |
                | --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --- |""";
    }

    /** A row of the table: nanoseconds and bytes for a record, and ratios of throughput. */
    String row() {
        double handCpu = median(Side.HAND, Iteration::cpuNanos);
        double fusedCpu = median(Side.FUSED, Iteration::cpuNanos);
        double millraceCpu = median(Side.MILLRACE, Iteration::cpuNanos);
        double handWall = median(Side.HAND, Iteration::wallNanos);
        double millraceWall = median(Side.MILLRACE, Iteration::wallNanos);
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | **%.2f** | %.2f | %.2f | %s |",
                measured.name(),
                measured.workers(),
                handCpu,
                fusedCpu,
                millraceCpu,
                handWall,
                millraceWall,
                median(Side.HAND, Iteration::allocatedBytes),
                median(Side.MILLRACE, Iteration::allocatedBytes),
                handCpu / millraceCpu,
                handWall / millraceWall,
                fusedCpu / millraceCpu,
                areAnswersEqual() ? "equal" : "DIFFER");
    }

    /** Of all iterations of all forks, for a record. */
    private double median(Side side, ToLongFunction<Iteration> of) {
        long[] sorted = iterations.getOrDefault(side, List.of()).stream()
                .mapToLong(of)
                .sorted()
                .toArray();
        int middle = sorted.length / 2;
        long median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return (double) median / records;
    }
}
