package dev.millrace.engine.explain;

import dev.millrace.api.graph.Node;
import dev.millrace.api.join.IntervalJoin;
import dev.millrace.api.pattern.PatternMatch;
import dev.millrace.api.table.Change;
import dev.millrace.api.table.RowChange;
import dev.millrace.api.window.AlignedWindows;
import dev.millrace.api.window.AssignedWindows;
import dev.millrace.api.window.WindowResult;
import dev.millrace.engine.explain.Lineage.Made;
import dev.millrace.engine.explain.Notes.Note;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Says of the results of one operator which of the rows that have come they are made of: for windows those of the key within the
 * window, for patterns those that the match has, for what passes rows on the row itself. Of others all rows of the key are candidates.
 */
final class Parentage {

    private final Node node;
    private final Before before;

    /** What an operator had when the replay began. */
    interface Before {

        /** Whether anything of a key may be in results of a time. */
        boolean mayHave(@Nullable Object key, long startMillis, long endMillis);
    }

    Parentage(Node node, Before before) {
        this.node = node;
        this.before = before;
    }

    /** Whether an operator keeps anything, so that its results are more than the row at hand. */
    static boolean isTraced(Node node) {
        return node instanceof Node.WindowAggregateNode
                || node instanceof Node.RunningAggregateNode
                || node instanceof Node.DeduplicateNode
                || node instanceof Node.ToTableNode
                || node instanceof Node.TableFilterNode
                || node instanceof Node.ToStreamNode
                || node instanceof Node.TopNode
                || node instanceof Node.JoinNode
                || node instanceof Node.PatternNode
                || node instanceof Node.ProcessNode;
    }

    /** The key of a result that has one. */
    static @Nullable Object key(Object result) {
        if (result instanceof WindowResult<?, ?> window) {
            return window.key();
        }
        if (result instanceof PatternMatch<?, ?> match) {
            return match.key();
        }
        if (result instanceof Change<?, ?> change) {
            return change.key();
        }
        return result instanceof RowChange<?, ?> change ? change.key() : null;
    }

    /** What a result is made of; {@code last} is the row that came before it, if one did. */
    Made of(Object result, long timestamp, long origin, @Nullable Note last, Notes notes) {
        if (result instanceof WindowResult<?, ?> window && node instanceof Node.WindowAggregateNode aggregate) {
            return ofWindow(window, aggregate, notes);
        }
        if (result instanceof PatternMatch<?, ?> match && node instanceof Node.PatternNode) {
            return ofMatch(match, notes);
        }
        if (passesOn() && last != null) {
            return new Made(node.name(), Map.of(last.origin(), last.timestamp()), true, false);
        }
        Object key = key(result) == null ? keyOf(origin, last, notes) : key(result);
        // A running aggregate has taken all that there is of its key.
        boolean isExact = node instanceof Node.RunningAggregateNode;
        long reach = reach();
        return made(
                notes.of(key),
                note -> reach == Long.MAX_VALUE || Math.abs(note.timestamp() - timestamp) <= reach,
                isExact,
                before.mayHave(key, Long.MIN_VALUE, Long.MAX_VALUE));
    }

    private static @Nullable Object keyOf(long origin, @Nullable Note last, Notes notes) {
        Object key = notes.keyOf(origin);
        return key == null && last != null ? notes.keyOf(last.origin()) : key;
    }

    /** Whether each result is the row that came, or what has become of it. */
    private boolean passesOn() {
        return node instanceof Node.DeduplicateNode
                || node instanceof Node.ToTableNode
                || node instanceof Node.TableFilterNode
                || node instanceof Node.ToStreamNode;
    }

    /** How far in time the rows of a join may be from a result. */
    private long reach() {
        return node instanceof Node.JoinNode join && join.spec() instanceof IntervalJoin interval
                ? Math.max(interval.before().toMillis(), interval.after().toMillis())
                : Long.MAX_VALUE;
    }

    private Made ofWindow(WindowResult<?, ?> result, Node.WindowAggregateNode aggregate, Notes notes) {
        long start = result.start().toEpochMilli();
        long end = result.end().toEpochMilli();
        boolean isExact = aggregate.windows().stream()
                .allMatch(window -> window instanceof AlignedWindows
                        || window instanceof AssignedWindows<?> assigned && assigned.isMerging());
        return made(
                notes.of(result.key()),
                note -> note.timestamp() >= start && note.timestamp() < end,
                isExact,
                before.mayHave(result.key(), start, end));
    }

    private Made ofMatch(PatternMatch<?, ?> match, Notes notes) {
        IdentityHashMap<Object, Boolean> taken = new IdentityHashMap<>();
        match.records().forEach(record -> taken.put(record, true));
        Made made = made(notes.of(match.key()), note -> taken.containsKey(note.value()), true, false);
        boolean isAnyFromBefore = made.parents().size() < taken.size();
        return new Made(made.by(), made.parents(), true, isAnyFromBefore);
    }

    private Made made(List<Note> rows, Predicate<Note> isIn, boolean isExact, boolean mayHaveMore) {
        Map<Long, Long> parents = new LinkedHashMap<>();
        rows.stream().filter(isIn).forEach(note -> parents.put(note.origin(), note.timestamp()));
        return new Made(node.name(), parents, isExact, mayHaveMore);
    }

    /** Whether a result is of a time. */
    static boolean isAt(Object result, long timestamp, Instant at) {
        return result instanceof WindowResult<?, ?> window
                ? !at.isBefore(window.start()) && at.isBefore(window.end())
                : timestamp == at.toEpochMilli();
    }
}
