package dev.millrace.engine.job;

import dev.millrace.engine.source.SplitState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where the splits of a task stood at the ends of epochs, until no checkpoint with them may be gone back to. Owned by the task's thread. */
final class SplitPositions {

    /** By split, of epochs that are not complete yet, as far as is known here. */
    private final NavigableMap<Long, Map<String, byte @Nullable []>> noted = new TreeMap<>();

    /** The same of complete ones, to whose checkpoints the job may go back; the oldest first. */
    private final Deque<Map<String, byte @Nullable []>> completed = new ArrayDeque<>();

    /**
     * Where splits stand in a complete checkpoint.
     *
     * @param newest in the one that was completed now; null for splits that had ended
     * @param oldest in the oldest to which the job may go back, or null if that is not known: until this execution has completed so many, those
     *     of before it may still be there
     */
    record Completed(
            Map<String, byte @Nullable []> newest, @Nullable Map<String, byte @Nullable []> oldest) {}

    void note(long epoch, Iterable<SplitState> splits) {
        noted.put(epoch, byId(splits));
    }

    /** Where splits stand; null for those that had ended. */
    static Map<String, byte @Nullable []> byId(Iterable<SplitState> splits) {
        Map<String, byte @Nullable []> positions = new HashMap<>();
        for (SplitState split : splits) {
            positions.put(split.id(), split.position());
        }
        return positions;
    }

    /** What is known of an epoch that is complete; null if nothing is. */
    @Nullable
    Completed complete(long epoch, int retained) {
        Map<String, byte @Nullable []> newest = noted.get(epoch);
        if (newest == null) {
            return null;
        }
        noted.headMap(epoch, true).clear();
        completed.addLast(newest);
        if (completed.size() > retained) {
            completed.removeFirst();
        }
        return new Completed(newest, completed.size() == retained ? completed.getFirst() : null);
    }
}
