package dev.millrace.engine.aggregate;

import dev.millrace.api.aggregate.CellAggregate;

/** Reads the cells of one aggregate where they lie side by side. */
final class CellsReader implements ResultReader {

    private final CellAggregate.Reader<?> reader;
    private final int first;

    /**
     * Makes one.
     *
     * @param reader of the aggregate
     * @param first index of its first cell in a slot
     */
    CellsReader(CellAggregate.Reader<?> reader, Integer first) {
        this.reader = reader;
        this.first = first;
    }

    @Override
    public Object read(Accumulators accumulators, int slot) throws Exception {
        return reader.read(accumulators.page(slot), accumulators.offset(slot) + first);
    }
}
