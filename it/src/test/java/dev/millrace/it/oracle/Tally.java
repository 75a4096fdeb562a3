package dev.millrace.it.oracle;

import java.util.Map;
import java.util.TreeMap;

/** What the random cases were like: a test of late records without late records would have tested nothing. */
final class Tally {

    private final Map<String, Long> counts = new TreeMap<>();
    private long cases;

    void add(Input input, int workers, long late) {
        addCase();
        count("1,000 records or more", input.items.size() >= 1_000);
        count("several workers", workers > 1);
        count("several splits", input.splits.size() > 1);
        count("late records", late > 0);
        count(
                "records out of order",
                input.items.stream()
                        .anyMatch(item -> input.watermark(item) != Input.NO_TIME
                                && item.time() < input.watermark(item) + input.boundMillis));
        count("before 1970", input.items.stream().anyMatch(item -> item.time() < 0));
        sum("records", input.items.size());
        sum("late in all", late);
    }

    void addCase() {
        cases++;
    }

    void count(String what, boolean holds) {
        sum(what, holds ? 1 : 0);
    }

    void sum(String what, long added) {
        counts.merge(what, added, Long::sum);
    }

    /** At least half of the cases must have this. */
    void requireHalf(String what) {
        Verdict.require(
                counts.getOrDefault(what, 0L) * 2 >= cases,
                () -> "only " + counts.get(what) + " of " + cases + " cases have " + what);
    }

    void requireSome(String what) {
        Verdict.require(counts.getOrDefault(what, 0L) > 0, () -> "no case has " + what);
    }

    @Override
    public String toString() {
        return cases + " cases: " + counts;
    }
}
