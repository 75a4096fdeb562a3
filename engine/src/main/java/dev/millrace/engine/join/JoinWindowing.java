package dev.millrace.engine.join;

import dev.millrace.api.window.Window;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import dev.millrace.engine.time.Judge;
import dev.millrace.engine.window.Standing;
import java.util.BitSet;

/**
 * One kind of windows: where the rows of all sides wait, and which of them meet when a watermark has closed a window. Called
 * by a {@link WindowJoinOperator}, which reads keys and takes late records out, in this order:
 *
 * <pre>
 * ( standing* absorb? advance next* until it returns DONE )*
 * </pre>
 */
interface JoinWindowing {

    /** What came of looking for a group. */
    enum Search {
        /** There is one. */
        FOUND,
        /** There may be more, but this was enough for one step. */
        PAUSED,
        /** There is none until time goes on. */
        DONE
    }

    /**
     * Whether a window takes a record. Asked for records behind the watermark only.
     *
     * @param batch the record's
     * @param row the record's
     * @param id of its key
     * @param judge the watermark that the record is judged against
     */
    Standing standing(Batch batch, int row, int id, long judge) throws RecordFailure;

    /** The last to close of the windows of a late record. */
    Window lastWindow(Batch batch, int row) throws RecordFailure;

    /**
     * Takes the rows of a batch, none of them late but some that are undecided.
     *
     * @param batch not empty, of one side; owned by the caller
     * @param ids of the keys, by row
     * @param judge whether and how rows may be behind the watermark
     * @param undecided rows, by index, that are late unless they are taken; those that are taken are taken out of it
     * @return how many rows lie in no window and were not taken
     */
    int absorb(Batch batch, int[] ids, Judge judge, BitSet undecided) throws RecordFailure;

    /** How many rows of the batch at hand have been dealt with if {@link #absorb} fails. */
    int absorbedOfFailed();

    /** How many of them lie in no window. */
    int outsideOfFailed();

    /** Writes all rows with their sides, by key. Only while there is nothing to be found. */
    void capture(StateWriter out);

    /** Takes in what was written. The first call; what the watermark had closed then is not found again. */
    void restore(StateReader in);

    /** Shows all rows, each once. Only of what was restored. */
    void show(RowsByKey shown);

    /** Moves time on; never back. */
    void advance(long watermark);

    /**
     * Looks for the next group whose results are due. What the group before came from may be forgotten then.
     *
     * @param group takes it; empty
     */
    Search next(KeyGroup group) throws RecordFailure;

    /** Rows that have left the state since this was asked last. */
    long takePassed();

    /** Whether results may come of what is held. */
    boolean isEmpty();

    /** Rows that are held, counted from state. */
    long held();

    /** Tells what it keeps in memory, without the table of keys. */
    void weigh(Footprint footprint);

    /** Where they are. */
    RowPages pages();
}
