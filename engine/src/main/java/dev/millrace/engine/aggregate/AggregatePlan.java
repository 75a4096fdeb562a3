package dev.millrace.engine.aggregate;

import static dev.millrace.engine.aggregate.Accumulators.PAGE_MASK;
import static dev.millrace.engine.aggregate.Accumulators.PAGE_SHIFT;
import static dev.millrace.engine.aggregate.Accumulators.TRASH;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.engine.aggregate.AggregateLayout.Block;
import dev.millrace.engine.aggregate.AggregateLayout.PlannedCell;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.BlockLoop;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.FoldLoop;
import dev.millrace.engine.operator.OwnCode;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.operator.RejectedRows;
import dev.millrace.engine.state.KeyTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate as it runs: an {@link AggregateLayout}, and the loops over its columns. Owned by one thread.
 *
 * <p>So count, sum, average, least and greatest of one field are one column and four cells, in one pass.
 */
public final class AggregatePlan {

    /** Cell of a slot, where that is tracked: how many results were given. */
    static final int REVISION = 1;

    /** Cell of a slot, where that is tracked: how many records the last result was over. */
    static final int REPORTED = 2;

    /** No slot is this one. */
    private static final int NO_TRASH = -1;

    private static final Refused NOTHING_IS_REFUSED = (batch, failure) -> {
        throw failure;
    };

    private static final @Nullable Object[] NO_OBJECTS = new @Nullable Object[0];

    private final AggregateLayout layout;
    private final int stride;

    /** By cell of a slot: how two of them merge. */
    private final int[] operations;

    private final int firstUserCell;

    /** Index of the first cell that belongs to a block. */
    private final int firstBlockCell;

    private final List<CellKernel> kernels = new ArrayList<>();
    private final List<PlannedBlock> blocks = new ArrayList<>();

    private final RejectedRows noneRejected = new RejectedRows(Failures.fatal());
    private final Counting counting;
    private final SlotFormat format;

    /** Takes rows that their slot did not. */
    @FunctionalInterface
    public interface Refused {

        /**
         * A row is not added.
         *
         * @param batch has the row
         * @param failure has its index
         * @throws RecordFailure if the job cannot go on without it
         */
        void accept(Batch batch, RecordFailure failure) throws RecordFailure;
    }

    private record PlannedBlock(Block block, BlockLoop loop) {}

    /**
     * Lays an aggregate out.
     *
     * @param aggregate over the values of batches
     * @param isTracked whether slots also tell which results of theirs were given
     */
    public AggregatePlan(Aggregate<?, ?, ?> aggregate, boolean isTracked) {
        layout = new AggregateLayout(aggregate, isTracked);
        stride = layout.cellCount();
        operations = layout.operations();
        firstUserCell = layout.firstUserCell();
        firstBlockCell = layout.firstUserCell() + layout.cells().size();
        counting = Counting.of(layout);
        format = new SlotFormat(layout);
        planKernels();
        for (Block block : layout.blocks()) {
            BlockLoop loop =
                    OwnCode.loop(BlockLoop.class, FoldLoop.class, block.fold(), block.offset(), PAGE_SHIFT, PAGE_MASK);
            blocks.add(new PlannedBlock(block, loop));
        }
    }

    private void planKernels() {
        List<PlannedCell> cells = layout.cells();
        for (int i = counting.cellsTaken(); i < cells.size(); ) {
            PlannedCell cell = cells.get(i);
            Column column = layout.column(cell);
            int offset = layout.firstUserCell() + i;
            boolean isSummary = layout.isSummaryOfLongs(i);
            if (isSummary) {
                kernels.add(new CellKernel.LongSumMinMax(column, offset));
            } else {
                kernels.add(cell.kernel(column, offset));
            }
            i += isSummary ? 3 : 1;
        }
    }

    /**
     * Reads all columns of a batch. Any failure of the user's functions that is the fault of a record alone shows here, before state
     * has changed. Where rows may be rejected, each is for this added to accumulators of its own, which are then dropped: what
     * a function has done to an accumulator before it threw could not be undone.
     *
     * @param batch at most as large as batches get
     * @param rejected takes the rows that fail; whoever calls takes them out, and calls {@link #keepColumns}
     * @throws RecordFailure if the job cannot go on without a row
     */
    public void readColumns(Batch batch, RejectedRows rejected) throws RecordFailure {
        for (Column column : layout.columns()) {
            column.read(batch, rejected);
        }
        if (rejected.isAllowed()) {
            for (ObjectPart part : layout.objects()) {
                part.tryOut(batch, rejected);
            }
        }
    }

    /** Reads all columns of a batch whose rows have been read before, in another order, so that none of them fails. */
    public void readColumns(Batch batch) throws RecordFailure {
        readColumns(batch, noneRejected);
    }

    /** The columns follow a batch from which rejected rows were taken out. */
    public void keepColumns(RejectedRows rejected) {
        for (Column column : layout.columns()) {
            rejected.keep(column.numbers);
        }
    }

    /**
     * Adds rows to their slots, after {@link #readColumns} of the same batch. If a row fails none of them is counted.
     *
     * @param into where the slots are
     * @param keys the first row of a slot makes it a holder of its key's id
     * @param slots by row; {@link Accumulators#TRASH} for rows that must not count
     * @param ids of the keys, by row
     * @param batch the rows
     * @param from first row
     * @param to end of the rows
     */
    public void update(Accumulators into, KeyTable keys, int[] slots, int[] ids, Batch batch, int from, int to)
            throws RecordFailure {
        update(into, keys, slots, ids, batch, from, to, NOTHING_IS_REFUSED);
    }

    /**
     * As the other. A row that does not go with what its slot has, so that an aggregate of objects throws, is refused: its slot becomes
     * {@link Accumulators#TRASH}, and it does not count.
     *
     * @param refused takes such rows, and throws if the job cannot go on without one
     */
    public void update(
            Accumulators into, KeyTable keys, int[] slots, int[] ids, Batch batch, int from, int to, Refused refused)
            throws RecordFailure {
        boolean isAnyRefused = false;
        for (int part = 0; part < layout.objects().size(); part++) {
            isAnyRefused |= layout.objects().get(part).add(into, part, slots, batch, from, to, refused);
        }
        updateCells(into.pages(), keys, slots, ids, batch, from, to, TRASH);
        if (isAnyRefused) {
            into.wipeTrash();
        }
    }

    /**
     * Adds all rows of a batch to slots that are their ids, in pages of their own. Only where slots have no more than cells.
     *
     * @param pages with a slot for each id
     * @param keys the first row of a slot makes it a holder of its key's id
     * @param ids of the keys, by row
     * @param batch the rows
     */
    public void update(long[][] pages, KeyTable keys, int[] ids, Batch batch) throws RecordFailure {
        assert !needsSlots() : "objects are found by slot";
        updateCells(pages, keys, ids, ids, batch, 0, batch.size, NO_TRASH);
    }

    /** Whether a slot has more than cells, or its results are tracked. */
    public boolean needsSlots() {
        return objectCount() > 0 || isTracked();
    }

    private void updateCells(
            long[][] pages, KeyTable keys, int[] slots, int[] ids, Batch batch, int from, int to, int trash)
            throws RecordFailure {
        int counted = counting.update(pages, slots, ids, from, to, trash, keys);
        if (counted < to) {
            counting.uncount(pages, slots, ids, from, counted, trash, keys);
            throw CellKernel.overflow(batch, counted);
        }
        try {
            for (CellKernel kernel : kernels) {
                kernel.update(pages, stride, slots, batch, from, to, trash);
            }
            for (PlannedBlock block : blocks) {
                long[] numbers = block.block().column().numbers;
                block.loop().update(pages, stride, slots, numbers, batch, from, to);
            }
        } catch (RecordFailure failure) {
            counting.uncount(pages, slots, ids, from, to, trash, keys);
            throw failure;
        }
    }

    /**
     * Whether the whole aggregate is one pass over one column: then rows may as well be added one by one, by
     * {@link #add}.
     */
    public boolean isOnePass() {
        return kernels.isEmpty() && blocks.isEmpty() && !needsSlots();
    }

    /**
     * Adds one row, after {@link #readColumns} of its batch. Only where {@link #isOnePass}.
     *
     * @param into where the slot is
     * @param keys the first row of a slot makes it a holder of its key's id
     * @param slot of the row
     * @param id of the key
     * @param batch the row's
     * @param row which one
     * @throws RecordFailure if a sum overflows; then nothing has changed
     */
    public void add(Accumulators into, KeyTable keys, int slot, int id, Batch batch, int row) throws RecordFailure {
        counting.update(into.page(slot), into.offset(slot), keys, id, batch, row);
    }

    /**
     * Merges one slot into another; the first one stays as it is.
     *
     * @param in where both are
     * @param into takes the records of both
     * @param from has records
     * @throws Exception whatever the user's code throws, and {@link ArithmeticException} if a sum overflows
     */
    public void merge(Accumulators in, int into, int from) throws Exception {
        merge(in, into, in.page(from), in.offset(from), objects(in, from));
    }

    private @Nullable Object[] objects(Accumulators in, int slot) {
        if (objectCount() == 0) {
            return NO_OBJECTS;
        }
        @Nullable Object[] objects = new @Nullable Object[objectCount()];
        for (int part = 0; part < objects.length; part++) {
            objects[part] = in.object(slot, part);
        }
        return objects;
    }

    /**
     * Makes a slot equal to another, whatever it held.
     *
     * @param in where both are
     * @param into becomes the copy
     * @param from stays as it is
     * @throws Exception whatever the user's code throws
     */
    public void copy(Accumulators in, int into, int from) throws Exception {
        System.arraycopy(in.page(from), in.offset(from), in.page(into), in.offset(into), stride);
        for (int part = 0; part < objectCount(); part++) {
            Object other = in.object(from, part);
            in.setObject(
                    into,
                    part,
                    other == null ? null : layout.objects().get(part).merge(null, other));
        }
    }

    private void merge(Accumulators in, int into, long[] others, int otherAt, @Nullable Object[] objects)
            throws Exception {
        long[] cells = in.page(into);
        int at = in.offset(into);
        counting.merge(cells, at, others, otherAt);
        for (int cell = firstUserCell + counting.cellsTaken(); cell < firstBlockCell; cell++) {
            cells[at + cell] = CellOperation.merge(operations[cell], cells[at + cell], others[otherAt + cell]);
        }
        for (PlannedBlock block : blocks) {
            int offset = block.block().offset();
            block.block().fold().merge(cells, at + offset, others, otherAt + offset);
        }
        for (int part = 0; part < objects.length; part++) {
            Object other = objects[part];
            if (other != null) {
                in.setObject(into, part, layout.objects().get(part).merge(in.object(into, part), other));
            }
        }
    }

    /**
     * Copies a slot, to be sent away.
     *
     * @param from where it is
     * @param slot has records; to be cleared by the caller, since objects are not copied
     */
    public Partial take(Accumulators from, int slot) {
        long[] cells = Arrays.copyOfRange(from.page(slot), from.offset(slot), from.offset(slot) + stride);
        return new Partial(cells, objects(from, slot));
    }

    /**
     * Merges what was sent.
     *
     * @param in where the slot is
     * @param keys if these are the first records of the slot, it becomes a holder of the id
     * @param into takes the records
     * @param id of the key
     * @param from what was sent
     * @throws Exception whatever the user's code throws, and {@link ArithmeticException} if a sum overflows
     */
    public void merge(Accumulators in, KeyTable keys, int into, int id, Partial from) throws Exception {
        if (!in.isUsed(into)) {
            keys.retain(id);
        }
        merge(in, into, from.cells, 0, from.objects);
    }

    /**
     * Undoes {@link #merge}.
     *
     * @param in where both are
     * @param from has all records of the other, and more
     * @param what stays as it is
     * @throws Exception whatever the user's code throws
     */
    public void subtract(Accumulators in, int from, int what) throws Exception {
        long[] cells = in.page(from);
        long[] others = in.page(what);
        int at = in.offset(from);
        int otherAt = in.offset(what);
        cells[at] -= others[otherAt];
        for (int cell = firstUserCell; cell < firstBlockCell; cell++) {
            cells[at + cell] -= others[otherAt + cell];
        }
        for (PlannedBlock block : blocks) {
            int offset = block.block().offset();
            block.block().fold().subtract(cells, at + offset, others, otherAt + offset);
        }
        for (int part = 0; part < layout.objects().size(); part++) {
            Object left = in.object(from, part);
            Object right = in.object(what, part);
            if (left != null && right != null) {
                in.setObject(from, part, layout.objects().get(part).subtract(left, right));
            }
        }
    }

    /** Whether {@link #subtract} works. */
    public boolean isInvertible() {
        return layout.isInvertible();
    }

    /** Whether some part needs the records themselves, in order. */
    public boolean isOrdered() {
        return layout.isOrdered();
    }

    /** Whether slots also tell which results of theirs were given. */
    public boolean isTracked() {
        return layout.isTracked();
    }

    /** Index of the first cell behind those of the engine. */
    int firstUserCell() {
        return firstUserCell;
    }

    /** Number of object accumulators for each slot. */
    int objectCount() {
        return layout.objects().size();
    }

    /** The cells of a slot without records. */
    long[] emptyCells() {
        return layout.emptyCells();
    }

    /** How slots are stored. */
    SlotFormat format() {
        return format;
    }

    /** What slots that are stored depend on, for people to read: another aggregate cannot go on with them. */
    public String describeFormat() {
        return format.description();
    }

    /** Turns slots into results. */
    public ResultReader reader() {
        return layout.reader();
    }
}
