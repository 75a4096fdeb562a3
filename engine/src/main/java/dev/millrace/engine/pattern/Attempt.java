package dev.millrace.engine.pattern;

import dev.millrace.api.pattern.Contiguity;
import dev.millrace.api.pattern.Step;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The search for the match that starts with one row.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>All partial matches advance together, row by row, in a list that is always in the order of preference (the virtual machine
 * of Pike, as Cox, <i>Regular Expression Matching: the Virtual Machine Approach</i>, 2009, describes it). What a row makes of one
 * takes its place in the list. One that is done cuts off all behind it, for they can never be preferred. So the attempt is decided
 * when the first of the list is done, which is then the match, or when the list is empty.
 *
 * <p>Two partial matches that wait for the same and whose further conditions do not look back have the same future; only the
 * preferred one is kept. So the list of a pattern whose conditions look at records alone is never longer than its states are many.
 */
final class Attempt {

    private final Searching searching;
    final Row start;

    /** Rows from this time on are too late for it; {@link Long#MAX_VALUE} if time does not matter. */
    final long deadline;

    private List<PartialMatch> partials = new ArrayList<>();
    private List<PartialMatch> nextPartials = new ArrayList<>();

    /** The row at hand. */
    private Row current;

    /** Whether one was done, so that nothing follows it. */
    private boolean isCut;

    /** Begins with the start row. */
    Attempt(Searching searching, Row start) throws RecordFailure {
        this.searching = searching;
        this.start = start;
        current = start;
        deadline = searching.deadline(start);
        for (State state : searching.program().starts()) {
            if (!isCut && state.step != State.END && searching.conditions().test(state.step, start, null)) {
                take(state.step, 0, start, null);
            }
        }
        swap();
    }

    private Attempt(Searching searching, Row start, List<PartialMatch> partials) {
        this.searching = searching;
        this.start = start;
        this.partials = partials;
        current = start;
        deadline = searching.deadline(start);
    }

    /** All ways that are open, in the order of preference. */
    List<PartialMatch> partials() {
        return partials;
    }

    /** All that was taken. */
    TakenTree taken() {
        return new TakenTree(partials);
    }

    /** Adds an attempt that is not decided to an entry. */
    void write(StateWriter out) {
        TakenTree taken = taken();
        taken.write(out);
        out.writeInt(partials.size());
        for (PartialMatch partial : partials) {
            out.writeInt(searching.program().number(partial.state()));
            out.writeInt(partial.count());
            out.writeInt(taken.number(partial.last()));
        }
    }

    /**
     * Reads what {@link #write} added.
     *
     * @param byIndex the rows of the key
     */
    static Attempt read(Searching searching, Map<Long, Row> byIndex, StateReader in) {
        List<Taken> taken = TakenTree.read(byIndex, searching.rows(), in);
        List<PartialMatch> partials = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            State state = searching.program().state(in.readInt());
            PartialMatch partial = new PartialMatch(state, in.readInt(), taken.get(in.readInt()));
            partial.last().holders++;
            partials.add(partial);
        }
        for (Taken held : taken) {
            searching.rows().release(held);
        }
        return new Attempt(searching, partials.get(0).last().first(), partials);
    }

    /** Goes on with the next row of the key. */
    void advance(Row row) throws RecordFailure {
        current = row;
        isCut = false;
        for (PartialMatch partial : partials) {
            if (!isCut) {
                advance(partial, row);
            }
        }
        for (PartialMatch partial : partials) {
            searching.rows().release(partial.last());
        }
        swap();
    }

    private void swap() {
        List<PartialMatch> advanced = nextPartials;
        nextPartials = partials;
        nextPartials.clear();
        partials = advanced;
    }

    private void advance(PartialMatch partial, Row row) throws RecordFailure {
        State state = partial.state();
        Conditions conditions = searching.conditions();
        boolean isNext = partial.isNext(row);
        if (partial.isDone()) {
            add(partial);
        } else if (!isNext || !conditions.testAny(state.notNext, row, partial.last())) {
            if (state.step == State.END) {
                advanceToEnd(partial, row);
            } else {
                boolean canTake = isNext || state.contiguity != Contiguity.NEXT;
                boolean isTaken = canTake && conditions.test(state.step, row, partial.last());
                if (isTaken) {
                    take(state.step, partial.count(), row, partial.last());
                }
                if (!isCut && canSkip(state.contiguity, isTaken)) {
                    skip(partial, row);
                }
            }
        }
    }

    private static boolean canSkip(Contiguity contiguity, boolean isTaken) {
        return contiguity == Contiguity.FOLLOWED_BY_ANY || contiguity == Contiguity.FOLLOWED_BY && !isTaken;
    }

    /** Nothing can be taken any more, and this row must not be what is absent. */
    private void advanceToEnd(PartialMatch partial, Row row) throws RecordFailure {
        if (partial.state().notBefore.length > 0) {
            skip(partial, row);
        } else {
            // Only the next row must not match, and it does not.
            add(new PartialMatch(searching.program().done(), 0, partial.last()));
        }
    }

    private void skip(PartialMatch partial, Row row) throws RecordFailure {
        if (!searching.conditions().testAny(partial.state().notBefore, row, partial.last())) {
            add(partial);
        }
    }

    private void take(int index, int countBefore, Row row, @Nullable Taken before) {
        PatternProgram program = searching.program();
        Step<Object> step = program.step(index);
        Taken taken = searching.rows().take(row, index, before);
        int count = countBefore + 1;
        boolean canLoop = count < step.max();
        if (canLoop && !step.isReluctant()) {
            loop(program.loop(index), count, step, taken);
        }
        if (count >= step.min()) {
            for (State exit : program.exits(index)) {
                add(new PartialMatch(exit, 0, taken));
            }
        }
        if (canLoop && step.isReluctant()) {
            loop(program.loop(index), count, step, taken);
        }
        searching.rows().release(taken);
    }

    private void loop(State state, int count, Step<Object> step, Taken taken) {
        // Beyond the least number, the count does not matter where there is no greatest.
        int counted = step.max() == Step.UNLIMITED ? Math.min(count, step.min()) : count;
        add(new PartialMatch(state, counted, taken));
    }

    private void add(PartialMatch partial) {
        if (isCut || partial.state().isBlind && isKnown(partial)) {
            return;
        }
        partial.last().holders++;
        nextPartials.add(partial);
        isCut = partial.isDone();
    }

    /** Whether one with the same future is in the list. */
    private boolean isKnown(PartialMatch partial) {
        for (PartialMatch known : nextPartials) {
            if (known.state() == partial.state()
                    && known.count() == partial.count()
                    && (!known.state().dependsOnNext() || isFresh(known) == isFresh(partial))) {
                return true;
            }
        }
        return false;
    }

    /** Whether it has taken the row at hand. */
    private boolean isFresh(PartialMatch partial) {
        return partial.last().row == current;
    }

    /** Whether no later row can change the outcome. */
    boolean isDecided() {
        return partials.isEmpty() || partials.get(0).isDone();
    }

    /** The match that is certain now; null if there is none, or it is not decided. */
    @Nullable
    Taken match() {
        return partials.isEmpty() || !partials.get(0).isDone()
                ? null
                : partials.get(0).last();
    }

    /** Its time is over, or the input: of what is left, only what does not wait for a row is a match. */
    @Nullable
    Taken matchAtEnd() {
        for (PartialMatch partial : partials) {
            if (partial.state().step == State.END) {
                return partial.last();
            }
        }
        return null;
    }

    /** The most preferred partial match; null if there is none. */
    @Nullable
    Taken preferred() {
        return partials.isEmpty() ? null : partials.get(0).last();
    }

    /** Number of partial matches. */
    int size() {
        return partials.size();
    }

    /** Lets go of all rows. */
    void close() {
        for (PartialMatch partial : partials) {
            searching.rows().release(partial.last());
        }
        partials.clear();
    }
}
