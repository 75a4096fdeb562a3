package dev.millrace.engine.aggregate;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.aggregate.Cell;
import dev.millrace.api.aggregate.CellAggregate;
import dev.millrace.api.aggregate.CompositeAggregate;
import dev.millrace.api.aggregate.Fold;
import dev.millrace.api.aggregate.FoldAggregate;
import dev.millrace.api.function.ThrowingToDouble;
import dev.millrace.api.function.ThrowingToLong;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Where the parts of an aggregate lie. All parts together become
 *
 * <ul>
 *   <li><b>columns</b>: each number that some part reads, read once however many parts read it;
 *   <li><b>cells</b>: each distinct fold of a column, kept once; cell 0 counts records;
 *   <li><b>blocks</b> of cells, for each {@link Fold};
 *   <li><b>objects</b>: one accumulator for each part that is not made of cells.
 * </ul>
 */
final class AggregateLayout {

    private final boolean isTracked;
    private final List<Column> columns = new ArrayList<>();
    private final List<PlannedCell> cells = new ArrayList<>();
    private final List<Block> blocks = new ArrayList<>();
    private final List<ObjectPart> objects = new ArrayList<>();
    private final ResultReader reader;
    private int cellCount;

    /** A fold of a column into one cell. */
    record PlannedCell(Cell<Object> cell, int column, int operation) {

        /** Cells of a column lie side by side in the order of their operations, where one kernel can take them. */
        static final Comparator<PlannedCell> LAYOUT =
                Comparator.comparingInt(PlannedCell::column).thenComparingInt(PlannedCell::operation);

        boolean isSameAs(PlannedCell other) {
            return column == other.column && operation == other.operation;
        }

        CellKernel kernel(Column from, int offset) {
            return cell instanceof Cell.OfLong<Object> ofLong
                    ? CellKernel.ofLong(ofLong.operation(), from, offset)
                    : CellKernel.ofDouble(((Cell.OfDouble<Object>) cell).operation(), from, offset);
        }
    }

    /** A fold of a column into several cells. */
    record Block(Fold fold, Column column, int offset) {}

    AggregateLayout(Aggregate<?, ?, ?> aggregate, boolean isTracked) {
        this.isTracked = isTracked;
        collectCells(aggregate);
        cells.sort(PlannedCell.LAYOUT);
        cellCount = firstUserCell() + cells.size();
        reader = reader(aggregate);
    }

    @SuppressWarnings("unchecked") // parts take the records of the whole
    private void collectCells(Aggregate<?, ?, ?> aggregate) {
        if (aggregate instanceof CompositeAggregate<?, ?> composite) {
            composite.parts().forEach(this::collectCells);
        } else if (aggregate instanceof CellAggregate<?, ?> celled) {
            for (Cell<?> cell : celled.cells()) {
                if (!(cell instanceof Cell.Count<?>)) {
                    PlannedCell planned = plan((Cell<Object>) cell);
                    if (cells.stream().noneMatch(planned::isSameAs)) {
                        cells.add(planned);
                    }
                }
            }
        }
    }

    private PlannedCell plan(Cell<Object> cell) {
        Column column = cell instanceof Cell.OfLong<Object> folded
                ? Column.ofLong(folded.value())
                : Column.ofDouble(((Cell.OfDouble<Object>) cell).value());
        return new PlannedCell(cell, indexOf(column), CellOperation.of(cell));
    }

    private int indexOf(Column wanted) {
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
                    .mapToInt(cell -> offset((Cell<Object>) cell))
                    .toArray();
            return ResultReader.ofCells(offsets, celled.reader());
        }
        if (aggregate instanceof FoldAggregate<?, ?> folded) {
            return ResultReader.ofCells(offsets(block((FoldAggregate<Object, ?>) folded)), folded.reader());
        }
        objects.add(ObjectPart.of((Aggregate<Object, Object, Object>) aggregate));
        return ResultReader.ofObject(objects.size() - 1, objects.get(objects.size() - 1));
    }

    private int offset(Cell<Object> cell) {
        if (cell instanceof Cell.Count<Object>) {
            return 0;
        }
        PlannedCell wanted = plan(cell);
        for (int i = 0; i < cells.size(); i++) {
            if (cells.get(i).isSameAs(wanted)) {
                return firstUserCell() + i;
            }
        }
        throw new AssertionError("every cell was collected before");
    }

    @SuppressWarnings("unchecked") // its constructor has checked the function
    private Block block(FoldAggregate<Object, ?> folded) {
        Column column = folded.number() instanceof ThrowingToLong<?> ofLong
                ? Column.ofLong((ThrowingToLong<Object>) ofLong)
                : Column.ofDouble((ThrowingToDouble<Object>) folded.number());
        Block block = new Block(folded.fold(), columns.get(indexOf(column)), cellCount);
        blocks.add(block);
        cellCount += folded.fold().width();
        return block;
    }

    private static int[] offsets(Block block) {
        int[] offsets = new int[block.fold().width()];
        Arrays.setAll(offsets, i -> block.offset() + i);
        return offsets;
    }

    /** Whether the cells from here on are sum, least and greatest of one column of longs. */
    boolean isSummaryOfLongs(int index) {
        return index + 2 < cells.size()
                && cells.get(index).operation() == CellOperation.SUM
                && cells.get(index + 1).operation() == CellOperation.MIN
                && cells.get(index + 2).operation() == CellOperation.MAX
                && cells.get(index + 2).column() == cells.get(index).column();
    }

    /** By cell of a slot: how two of them merge, for those that are not part of a block. */
    int[] operations() {
        int[] operations = new int[cellCount];
        for (int i = 0; i < cells.size(); i++) {
            operations[firstUserCell() + i] = cells.get(i).operation();
        }
        return operations;
    }

    long[] emptyCells() {
        long[] empty = new long[cellCount];
        for (int i = 0; i < cells.size(); i++) {
            empty[firstUserCell() + i] = cells.get(i).cell().identity();
        }
        blocks.forEach(block -> block.fold().clear(empty, block.offset()));
        return empty;
    }

    boolean isInvertible() {
        return cells.stream().allMatch(cell -> cell.cell().isInvertible())
                && blocks.stream().allMatch(block -> block.fold().isInvertible())
                && objects.stream().allMatch(part -> part.aggregate.isInvertible());
    }

    boolean isOrdered() {
        return objects.stream().anyMatch(part -> part.aggregate.isOrdered());
    }

    int firstUserCell() {
        return isTracked ? AggregatePlan.REPORTED + 1 : 1;
    }

    boolean isTracked() {
        return isTracked;
    }

    int cellCount() {
        return cellCount;
    }

    List<Column> columns() {
        return columns;
    }

    Column column(PlannedCell cell) {
        return columns.get(cell.column());
    }

    List<PlannedCell> cells() {
        return cells;
    }

    List<Block> blocks() {
        return blocks;
    }

    List<ObjectPart> objects() {
        return objects;
    }

    ResultReader reader() {
        return reader;
    }
}
