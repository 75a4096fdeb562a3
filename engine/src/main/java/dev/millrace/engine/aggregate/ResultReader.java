package dev.millrace.engine.aggregate;

import dev.millrace.api.aggregate.CellAggregate;
import dev.millrace.api.function.ThrowingFunction;
import java.util.List;

/** Turns the accumulator of one id into the result that the user asked for. */
public interface ResultReader {

    /**
     * Reads a result.
     *
     * @param accumulators of a slice
     * @param id in use there
     * @return the result
     * @throws Exception whatever the user's code throws
     */
    Object read(Accumulators accumulators, int id) throws Exception;

    /** Reads the cells of one aggregate, which lie where the layout has put them. */
    static ResultReader ofCells(int[] offsets, CellAggregate.Reader<?> reader) {
        boolean isContiguous = true;
        for (int i = 1; i < offsets.length; i++) {
            isContiguous &= offsets[i] == offsets[0] + i;
        }
        if (isContiguous) {
            int first = offsets[0];
            return (accumulators, id) -> reader.read(accumulators.page(id), accumulators.cellOffset(id) + first);
        }
        return (accumulators, id) -> {
            long[] gathered = new long[offsets.length];
            for (int i = 0; i < offsets.length; i++) {
                gathered[i] = accumulators.page(id)[accumulators.cellOffset(id) + offsets[i]];
            }
            return reader.read(gathered, 0);
        };
    }

    /** Reads an object accumulator. */
    static ResultReader ofObject(int part, ObjectPart aggregate) {
        return (accumulators, id) -> {
            Object accumulator = accumulators.object(id, part);
            assert accumulator != null : "an id in use has all its accumulators";
            return aggregate.result(accumulator);
        };
    }

    /** Reads parts, and makes one result of theirs. */
    static ResultReader ofParts(List<ResultReader> parts, ThrowingFunction<Object[], ?> combiner) {
        return (accumulators, id) -> {
            Object[] results = new Object[parts.size()];
            for (int i = 0; i < results.length; i++) {
                results[i] = parts.get(i).read(accumulators, id);
            }
            return combiner.apply(results);
        };
    }
}
