package dev.millrace.engine.pattern;

import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that the partial matches of an attempt have taken, each once and behind what was taken before it, for a capture. */
final class TakenTree {

    private static final int NONE = -1;

    private final List<Taken> all = new ArrayList<>();
    private final IdentityHashMap<Taken, Integer> numbers = new IdentityHashMap<>();

    TakenTree(List<PartialMatch> partials) {
        partials.forEach(partial -> add(partial.last()));
    }

    private void add(Taken last) {
        List<Taken> path = new ArrayList<>();
        for (Taken taken = last; taken != null && !numbers.containsKey(taken); taken = taken.before) {
            path.add(taken);
        }
        Collections.reverse(path);
        for (Taken taken : path) {
            numbers.put(taken, all.size());
            all.add(taken);
        }
    }

    /** Adds all rows that were taken. */
    void addRowsTo(Map<Long, Row> byIndex) {
        all.forEach(taken -> byIndex.put(taken.row.index, taken.row));
    }

    /** The number of a part of it. */
    int number(@Nullable Taken taken) {
        return taken == null ? NONE : numbers.getOrDefault(taken, NONE);
    }

    /** Adds it to an entry. */
    void write(StateWriter out) {
        out.writeInt(all.size());
        for (Taken taken : all) {
            out.writeLong(taken.row.index);
            out.writeInt(taken.step);
            out.writeInt(number(taken.before));
        }
    }

    /**
     * Reads what {@link #write} added.
     *
     * @param byIndex the rows
     * @param kept counts who keeps them
     * @return all parts by their numbers, each held by the caller
     */
    static List<Taken> read(Map<Long, Row> byIndex, KeptRows kept, StateReader in) {
        int size = in.readInt();
        List<Taken> all = new ArrayList<>(size);
        while (all.size() < size) {
            Row row = KeySearch.row(byIndex, in.readLong());
            int step = in.readInt();
            int before = in.readInt();
            all.add(kept.take(row, step, before == NONE ? null : all.get(before)));
        }
        return all;
    }
}
