package dev.millrace.benchmarks.recovery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Numbers under names, several under each. Written by a process as lines, read and gathered by its parent. */
public final class Figures {

    private static final String MARK = "figure ";

    private final Map<String, List<Double>> values = new LinkedHashMap<>();

    /** Without any. */
    public Figures() {}

    /**
     * Adds a number.
     *
     * @param name under which
     * @param value the number
     */
    public void add(String name, double value) {
        values.computeIfAbsent(name, unused -> new ArrayList<>()).add(value);
    }

    void addAll(String name, Collection<? extends Number> numbers, double factor) {
        numbers.forEach(number -> add(name, number.doubleValue() * factor));
    }

    /**
     * All numbers as lines.
     *
     * @return what {@link #read} reads
     */
    public List<String> toLines() {
        return values.entrySet().stream()
                .map(entry -> MARK + entry.getKey() + " "
                        + entry.getValue().stream().map(String::valueOf).collect(Collectors.joining(",")))
                .toList();
    }

    /**
     * Adds what a line says.
     *
     * @param line of a process; one that is none of its figures is passed over
     * @param prefix put before the name
     */
    public void read(String line, String prefix) {
        if (line.startsWith(MARK)) {
            String[] words = line.split(" ", -1);
            Arrays.stream(words[2].split(",", -1)).forEach(word -> add(prefix + words[1], Double.parseDouble(word)));
        }
    }

    /**
     * The value that a share of all are not above, by nearest rank.
     *
     * @param name of the numbers
     * @param share from 0 to 1
     * @return not a number if there are none
     */
    public double quantile(String name, double share) {
        double[] sorted = values.getOrDefault(name, List.of()).stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted.length == 0 ? Double.NaN : sorted[Math.max(1, rank) - 1];
    }

    /**
     * The middle one.
     *
     * @param name of the numbers
     * @return not a number if there are none
     */
    public double median(String name) {
        return quantile(name, 0.5);
    }

    /**
     * How many there are.
     *
     * @param name of the numbers
     * @return not negative
     */
    public int count(String name) {
        return values.getOrDefault(name, List.of()).size();
    }

    /** For people. */
    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(entry -> String.format(Locale.ROOT, "%s %.3f", entry.getKey(), median(entry.getKey())))
                .collect(Collectors.joining(", "));
    }
}
