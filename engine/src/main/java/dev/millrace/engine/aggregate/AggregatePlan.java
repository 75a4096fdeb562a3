package dev.millrace.engine.aggregate;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.aggregate.Cell;
import dev.millrace.api.aggregate.CellAggregate;
import dev.millrace.api.aggregate.CompositeAggregate;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.RecordFailure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate, laid out for running. All its parts together become
 *
 * <ul>
 *   <li><b>columns</b>: each number that some part reads, read once however many parts read it;
 *   <li><b>cells</b>: each distinct fold of a column, kept once; cell 0 always counts, which also tells used ids from
 *       unused ones;
 *   <li><b>objects</b>: one accumulator for each part that is not made of cells.
 * </ul>
 *
 * <p>So count, sum, average, least and greatest of one field are one column and four cells, in one pass. Owned by one
 * thread.
 */
public final class AggregatePlan {

    private final List<Column> columns = new ArrayList<>();
    private final List<PlannedCell> cells = new ArrayList<>();
    private final List<ObjectPart> objects = new ArrayList<>();
    private final List<CellKernel> kernels = new ArrayList<>();
    private final ResultReader reader;

    /** The column whose sum, least and greatest are cells 1 to 3, to be folded while counting; null if there is none. */
    private @Nullable Column summarized;

    /** A fold of a column; column null for the count. */
    private record PlannedCell(Cell<Object> cell, int column) {

        /** Cells of a column lie side by side in the order of their operations, where one kernel can take them. */
        static final Comparator<PlannedCell> LAYOUT =
                Comparator.comparingInt(PlannedCell::column).thenComparing(PlannedCell::operation);

        static final int NO_COLUMN = -1;

        Cell.Operation operation() {
            if (cell instanceof Cell.OfLong<Object> folded) {
                return folded.operation();
            }
            return cell instanceof Cell.OfDouble<Object> folded ? folded.operation() : Cell.Operation.SUM;
        }

        boolean isSameAs(PlannedCell other) {
            return column == other.column && operation() == other.operation();
        }
    }

    private AggregatePlan(Aggregate<Object, ?, ?> aggregate) {
        PlannedCell count = new PlannedCell(new Cell.Count<>(), PlannedCell.NO_COLUMN);
        cells.add(count);
        collectCells(aggregate);
        cells.sort(PlannedCell.LAYOUT);
        reader = reader(aggregate);
        planKernels();
    }

    /**
     * Lays an aggregate out.
     *
     * @param aggregate over the values of batches
     * @return the plan
     */
    @SuppressWarnings("unchecked") // the compiler checked the types where the pipeline was written
    public static AggregatePlan of(Aggregate<?, ?, ?> aggregate) {
        return new AggregatePlan((Aggregate<Object, ?, ?>) aggregate);
    }

    @SuppressWarnings("unchecked") // parts take the records of the whole
    private void collectCells(Aggregate<?, ?, ?> aggregate) {
        if (aggregate instanceof CompositeAggregate<?, ?> composite) {
            composite.parts().forEach(this::collectCells);
        } else if (aggregate instanceof CellAggregate<?, ?> celled) {
            for (Cell<?> cell : celled.cells()) {
                PlannedCell planned = plan((Cell<Object>) cell);
                if (cells.stream().noneMatch(planned::isSameAs)) {
                    cells.add(planned);
                }
            }
        }
    }

    private PlannedCell plan(Cell<Object> cell) {
        if (cell instanceof Cell.OfLong<Object> folded) {
            return new PlannedCell(cell, column(Column.ofLong(folded.value())));
        }
        if (cell instanceof Cell.OfDouble<Object> folded) {
            return new PlannedCell(cell, column(Column.ofDouble(folded.value())));
        }
        return new PlannedCell(cell, PlannedCell.NO_COLUMN);
    }

    private int column(Column wanted) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).isSameAs(wanted)) {
                return i;
            }
        }
        columns.add(wanted);
        return columns.size() - 1;
    }

    @SuppressWarnings("unchecked") // parts take the records of the whole
    private ResultReader reader(Aggregate<?, ?, ?> aggregate) {
        if (aggregate instanceof CompositeAggregate<?, ?> composite) {
            List<ResultReader> parts = new ArrayList<>();
            composite.parts().forEach(part -> parts.add(reader(part)));
            return ResultReader.ofParts(parts, composite.combiner());
        }
        if (aggregate instanceof CellAggregate<?, ?> celled) {
            int[] offsets = celled.cells().stream()
                    .mapToInt(cell -> offset(plan((Cell<Object>) cell)))
                    .toArray();
            return ResultReader.ofCells(offsets, celled.reader());
        }
        objects.add(ObjectPart.of((Aggregate<Object, Object, Object>) aggregate));
        return ResultReader.ofObject(objects.size() - 1, objects.get(objects.size() - 1));
    }

    private int offset(PlannedCell wanted) {
        for (int i = 0; i < cells.size(); i++) {
            if (cells.get(i).isSameAs(wanted)) {
                return i;
            }
        }
        throw new AssertionError("every cell was collected before");
    }

    private void planKernels() {
        int offset = 1;
        if (isSummaryOfLongs(offset)) {
            summarized = columns.get(cells.get(offset).column());
            offset += 3;
        }
        while (offset < cells.size()) {
            PlannedCell cell = cells.get(offset);
            boolean isLong = cell.cell() instanceof Cell.OfLong;
            Column column = columns.get(cell.column());
            if (isSummaryOfLongs(offset)) {
                kernels.add(new CellKernel.LongSumMinMax(column, offset));
                offset += 3;
            } else {
                kernels.add(
                        isLong
                                ? CellKernel.ofLong(cell.operation(), column, offset)
                                : CellKernel.ofDouble(cell.operation(), column, offset));
                offset++;
            }
        }
    }

    /** Whether the cells from here on are sum, least and greatest of one column of longs. */
    private boolean isSummaryOfLongs(int offset) {
        return offset + 2 < cells.size()
                && cells.get(offset).cell() instanceof Cell.OfLong
                && cells.get(offset + 2).column() == cells.get(offset).column();
    }

    /**
     * Reads all columns of a batch. Any failure of user code shows here, before state has changed.
     *
     * @param batch at most as large as batches get
     */
    public void readColumns(Batch batch) throws RecordFailure {
        for (Column column : columns) {
            column.read(batch);
        }
    }

    /**
     * Adds rows to their accumulators, after {@link #readColumns} of the same batch.
     *
     * @param into accumulators of the one slice that these rows belong to
     * @param ids of the keys, by row
     * @param batch the rows
     * @param rows which rows belong to the slice; this and the other two say so together
     * @param from index of the first in {@code rows}
     * @param to end in {@code rows}
     */
    public void update(Accumulators into, int[] ids, Batch batch, int[] rows, int from, int to) throws RecordFailure {
        for (int part = 0; part < objects.size(); part++) {
            objects.get(part).add(into, part, ids, batch, rows, from, to);
        }
        if (summarized == null) {
            into.count(ids, rows, from, to);
        } else {
            into.countSumMinMax(ids, summarized.numbers, batch, rows, from, to);
        }
        try {
            for (CellKernel kernel : kernels) {
                kernel.update(into.pages(), cells.size(), ids, batch, rows, from, to);
            }
        } catch (RecordFailure failure) {
            into.uncount(ids, rows, from, to);
            throw failure;
        }
    }

    /** Number of cells for each id. */
    int cellCount() {
        return cells.size();
    }

    /** Number of object accumulators for each id. */
    int objectCount() {
        return objects.size();
    }

    /** The cells of an accumulator without records. */
    long[] emptyCells() {
        return cells.stream().mapToLong(planned -> planned.cell().identity()).toArray();
    }

    /** Turns accumulators into results. */
    public ResultReader reader() {
        return reader;
    }
}
