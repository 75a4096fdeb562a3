package dev.millrace.engine.job;

import dev.millrace.api.job.HotKey;
import dev.millrace.engine.operator.FrequentKeys;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds up what tasks know of their keys. The sum of several counts of Misra and Gries is too small by no more than the sum of
 * what they are (Agarwal et al. 2012), so the bound of one is that of all.
 */
final class HotKeys {

    private static final int LISTED_MAX = 10;

    /** The bound of what is estimated: a key with less may be as others are. */
    private static final double SHARE_MIN = 0.01;

    private HotKeys() {}

    static List<HotKey> of(List<FrequentKeys.Snapshot> tasks) {
        Map<Object, Long> rowsByKey = new HashMap<>();
        long rows = 0;
        for (FrequentKeys.Snapshot task : tasks) {
            rows += task.rows();
            for (FrequentKeys.Count count : task.counts()) {
                rowsByKey.merge(count.key(), count.rows(), Long::sum);
            }
        }
        double all = rows;
        return rowsByKey.entrySet().stream()
                .map(entry -> new HotKey(entry.getKey(), entry.getValue() / all))
                .filter(hot -> hot.share() >= SHARE_MIN)
                .sorted(Comparator.comparingDouble(HotKey::share).reversed())
                .limit(LISTED_MAX)
                .toList();
    }
}
