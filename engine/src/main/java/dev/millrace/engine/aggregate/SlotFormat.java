package dev.millrace.engine.aggregate;

import dev.millrace.engine.aggregate.AggregateLayout.Block;
import dev.millrace.engine.aggregate.AggregateLayout.PlannedCell;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a slot is stored: its cells in their order, then the objects of those parts that have any yet. */
final class SlotFormat {

    private final int[] operations;
    private final List<ObjectPart> objects;
    private final String description;

    SlotFormat(AggregateLayout layout) {
        operations = layout.operations();
        objects = layout.objects();
        description = describe(layout);
    }

    /** All that the fields depend on: one slot can be read as another if this is the same. */
    String description() {
        return description;
    }

    private static String describe(AggregateLayout layout) {
        Stream<String> cells = layout.cells().stream().map(PlannedCell::cell).map(cell -> cell.describe());
        Stream<String> blocks = layout.blocks().stream().map(SlotFormat::describe);
        Stream<String> parts = layout.objects().stream().map(part -> part.aggregate.describe());
        return Stream.of(Stream.of(layout.isTracked() ? "count with revisions" : "count"), cells, blocks, parts)
                .flatMap(each -> each)
                .collect(Collectors.joining("; "));
    }

    private static String describe(Block block) {
        return block.fold().describe() + " in " + block.fold().width() + " cells";
    }

    void write(Accumulators from, int slot, StateWriter out) {
        long[] cells = from.page(slot);
        int at = from.offset(slot);
        for (int cell = 0; cell < operations.length; cell++) {
            if (CellOperation.isOfDouble(operations[cell])) {
                out.writeBits(cells[at + cell]);
            } else {
                out.writeLong(cells[at + cell]);
            }
        }
        for (int part = 0; part < objects.size(); part++) {
            Object accumulator = from.object(slot, part);
            out.writeBoolean(accumulator != null);
            if (accumulator != null) {
                objects.get(part).write(accumulator, out);
            }
        }
    }

    void read(StateReader in, Accumulators into, int slot) {
        long[] cells = into.page(slot);
        int at = into.offset(slot);
        for (int cell = 0; cell < operations.length; cell++) {
            cells[at + cell] = CellOperation.isOfDouble(operations[cell]) ? in.readBits() : in.readLong();
        }
        for (int part = 0; part < objects.size(); part++) {
            into.setObject(slot, part, in.readBoolean() ? objects.get(part).read(in) : null);
        }
    }
}
