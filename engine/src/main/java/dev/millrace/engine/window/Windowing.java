package dev.millrace.engine.window;

import dev.millrace.api.window.ClosedBy;
import dev.millrace.api.window.Window;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.operator.RejectedRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import dev.millrace.engine.time.Judge;
import org.jspecify.annotations.Nullable;

/**
 * One kind of windows: where the records of a batch go, and which windows give results at a watermark. Called by a
 * {@link WindowOperator}, which reads keys and columns, takes late records out and owns the state that kinds share, in this
 * order:
 *
 * <pre>
 * ( tryOut? standing* absorb? advance emit* until it returns true )*
 * </pre>
 */
interface Windowing {

    /**
     * Finds the rows that have no place in windows of this kind because a function of the user's throws for them. Called only where
     * rows may be set aside.
     *
     * @param batch not empty
     * @param rejected takes them
     */
    default void tryOut(Batch batch, RejectedRows rejected) throws RecordFailure {}

    /**
     * Whether a window takes a record. Asked for records behind the watermark only.
     *
     * @param batch the record's
     * @param row the record's
     * @param id of its key
     * @param judge the watermark that the record is judged against
     */
    Standing standing(Batch batch, int row, int id, long judge) throws RecordFailure;

    /** The last to close of the windows of a late record; null if it has none of this kind. */
    @Nullable
    Window lastWindow(Batch batch, int row) throws RecordFailure;

    /**
     * Takes the rows of a batch, whose columns have been read. Rows whose windows have closed here, as in another kind they
     * may not have, must not count.
     *
     * @param batch not empty; owned by the caller
     * @param ids of the keys, by row
     * @param judge whether and how rows may be behind the watermark
     * @param untaken counts the rows that were not taken, and has those that are undecided
     */
    void absorb(Batch batch, int[] ids, Judge judge, Untaken untaken) throws RecordFailure;

    /**
     * The slot for records of one time. Only for aligned windows, and times that are not behind the watermark.
     *
     * @param id of the key
     * @param timestamp of any of them
     * @return a slot; {@link dev.millrace.engine.aggregate.Accumulators#TRASH} if no window contains that time
     */
    default int slotOf(int id, long timestamp) {
        throw new AssertionError("these windows are not aligned");
    }

    /** How many rows of the batch at hand have been absorbed if {@link #absorb} fails. */
    default int absorbedOfFailed() {
        return 0;
    }

    /** Moves time on; never back. */
    void advance(long watermark, ClosedBy cause);

    /**
     * Gives results, as far as there is room.
     *
     * @param results takes them
     * @return true if there is nothing more to give at this watermark
     */
    boolean emit(ResultBatch results) throws RecordFailure;

    /** Whether results will come of what is held. */
    boolean isEmpty();

    /** Records that are held, counted from state. */
    long held();

    /** Tells what it keeps in memory, without what it shares with others. */
    void weigh(Footprint footprint);

    /**
     * Writes what is held, for {@link #restore}. Only when there is nothing more to give at the watermark.
     *
     * @param out takes lists
     * @param name what the names of these lists begin with
     */
    void capture(StateWriter out, String name);

    /**
     * Takes in what was captured, in a new one, after {@link #advance} to the watermark of then.
     *
     * @param in gives the entries of this task
     * @param name as it was written
     */
    void restore(StateReader in, String name);
}
