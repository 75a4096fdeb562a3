package dev.millrace.engine.aggregate;

import dev.millrace.api.aggregate.CellAggregate;

/**
 * Reads the two cells of one aggregate where they lie apart, as a count and a minimum do beside a sum. The compiler removes
 * the array, as it sees its length.
 */
final class CellPairReader implements ResultReader {

    private final CellAggregate.Reader<?> reader;
    private final int first;
    private final int second;

    /**
     * Makes one.
     *
     * @param reader of the aggregate
     * @param first index of its first cell in a slot
     * @param second index of its second cell in a slot
     */
    CellPairReader(CellAggregate.Reader<?> reader, Integer first, Integer second) {
        this.reader = reader;
        this.first = first;
        this.second = second;
    }

    @Override
    public Object read(Accumulators accumulators, int slot) throws Exception {
        long[] cells = accumulators.page(slot);
        int at = accumulators.offset(slot);
        return reader.read(new long[] {cells[at + first], cells[at + second]}, 0);
    }
}
