package dev.millrace.benchmarks.recovery;

import dev.millrace.benchmarks.query.Answer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The same aggregate over the same records in a plain loop: what a trial should have answered, and how many keys changed. */
final class Replay {

    private final MovingKeys keys;
    private final int[] counts;
    private final long[] sums;
    private final int[] least;
    private final int[] greatest;

    /** By key: the window in which it changed last. */
    private final int[] windows;

    private final Answer.Tally tally = new Answer.Tally();
    private final List<Double> shares = new ArrayList<>();

    private Replay(MovingKeys keys) {
        this.keys = keys;
        counts = new int[keys.count()];
        sums = new long[keys.count()];
        least = new int[keys.count()];
        greatest = new int[keys.count()];
        windows = new int[keys.count()];
        Arrays.fill(windows, -1);
    }

    /** Processes what a source gave. */
    static Replay of(MovingKeys keys, Trial.Records records) {
        Replay replay = new Replay(keys);
        WindowLog log = records.log();
        replay.add(0, Math.min(log.start(0), records.end()), 0, records.from());
        for (int window = 0; window < log.size(); window++) {
            long end = window + 1 < log.size() ? log.start(window + 1) : records.end();
            int changed = replay.add(log.start(window), end, window, records.from());
            // The first window and the last one are cut short by the beginning and the end.
            if (window > 0 && window + 1 < log.size() && log.start(window) >= records.from()) {
                replay.shares.add((double) changed / keys.count());
            }
        }
        return replay;
    }

    /** Adds the records of one window; results before {@code counted} were another process's. Tells how many keys changed. */
    private int add(long start, long end, int window, long counted) {
        int changed = 0;
        for (long sequence = start; sequence < end; sequence++) {
            long random = MovingKeys.mix(sequence);
            int index = keys.index(sequence, random, window);
            int price = (int) MovingKeys.price(random);
            sums[index] += price;
            least[index] = counts[index] == 0 ? price : Math.min(least[index], price);
            greatest[index] = Math.max(greatest[index], price);
            counts[index]++;
            if (windows[index] != window) {
                windows[index] = window;
                changed++;
            }
            if (sequence >= counted) {
                tally.add(
                        Totals.hash(MovingKeys.key(index), counts[index], sums[index], least[index], greatest[index]));
            }
        }
        return changed;
    }

    Answer answer() {
        return tally.answer();
    }

    /** By window, of those that were whole: the share of all keys that changed. */
    List<Double> changedShares() {
        return List.copyOf(shares);
    }
}
