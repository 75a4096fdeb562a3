package dev.millrace.engine.explain;

import dev.millrace.engine.batch.Origin;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which results were made of what. A result has a token of its own in the place of its origin, which goes along with it through
 * all operators without state, as the origin of a record does.
 */
final class Lineage {

    /** How many results and rows are noted: more would fill the memory. */
    private static final int NOTES_MAX = 5_000_000;

    private final Map<Long, Made> byToken = new HashMap<>();
    private long tokens;
    private long notes;

    /**
     * What a result was made of.
     *
     * @param by name of the operator
     * @param parents what came to that, by origin or token, with its event time
     * @param isExact whether it was made of these and no others
     * @param mayHaveMore whether the operator had something of before the replay that may be in it
     */
    record Made(String by, Map<Long, Long> parents, boolean isExact, boolean mayHaveMore) {}

    /**
     * What is behind a result.
     *
     * @param records event time, by origin
     * @param inexactIn operators that do not know what their results are made of
     * @param incompleteIn operators that had something before the replay
     */
    record Roots(Map<Long, Long> records, Set<String> inexactIn, Set<String> incompleteIn) {}

    /** Names a result. */
    long add(Made made) {
        note(made.parents().size());
        long token = Origin.ofResult(tokens++);
        byToken.put(token, made);
        return token;
    }

    /** Counts what is kept. */
    void note(int count) {
        notes += count;
        if (notes > NOTES_MAX) {
            throw new IllegalStateException(
                    "what was read between the two checkpoints is too much to be explained: more than " + NOTES_MAX
                            + " notes; keep more checkpoints, so that less lies between two, and ask sooner");
        }
    }

    /** Goes back from a result to the records of sources. */
    Roots roots(long token) {
        Roots roots = new Roots(new TreeMap<>(), new HashSet<>(), new HashSet<>());
        Set<Long> seen = new HashSet<>();
        ArrayDeque<Long> left = new ArrayDeque<>();
        left.add(token);
        while (!left.isEmpty()) {
            Made made = byToken.get(left.remove());
            if (made == null) {
                // Restored from the checkpoint: it had come before.
                continue;
            }
            if (!made.isExact()) {
                roots.inexactIn().add(made.by());
            }
            if (made.mayHaveMore()) {
                roots.incompleteIn().add(made.by());
            }
            made.parents().forEach((parent, time) -> {
                if (Origin.isRecord(parent)) {
                    roots.records().put(parent, time);
                } else if (seen.add(parent)) {
                    if (byToken.containsKey(parent)) {
                        left.add(parent);
                    } else {
                        roots.incompleteIn().add(made.by());
                    }
                }
            });
        }
        return roots;
    }
}
