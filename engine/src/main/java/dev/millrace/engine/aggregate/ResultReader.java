package dev.millrace.engine.aggregate;

import dev.millrace.api.aggregate.CellAggregate;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.engine.operator.OwnCode;
import java.lang.invoke.MethodHandles;
import java.util.List;

/** Turns the accumulator of one slot into the result that the user asked for. */
public interface ResultReader {

    /**
     * Reads a result.
     *
     * @param accumulators of the operator
     * @param slot has records
     * @return the result
     * @throws Exception whatever the user's code throws
     */
    Object read(Accumulators accumulators, int slot) throws Exception;

    /** Reads the cells of one aggregate, where the layout has put them. */
    static ResultReader ofCells(int[] offsets, CellAggregate.Reader<?> reader) {
        boolean isContiguous = true;
        for (int i = 1; i < offsets.length; i++) {
            isContiguous &= offsets[i] == offsets[0] + i;
        }
        if (isContiguous) {
            return OwnCode.loop(MethodHandles.lookup(), ResultReader.class, CellsReader.class, reader, offsets[0]);
        }
        if (offsets.length == 2) {
            return OwnCode.loop(
                    MethodHandles.lookup(), ResultReader.class, CellPairReader.class, reader, offsets[0], offsets[1]);
        }
        return (accumulators, slot) -> {
            long[] gathered = new long[offsets.length];
            for (int i = 0; i < offsets.length; i++) {
                gathered[i] = accumulators.page(slot)[accumulators.offset(slot) + offsets[i]];
            }
            return reader.read(gathered, 0);
        };
    }

    /** Reads an object accumulator. */
    static ResultReader ofObject(int part, ObjectPart aggregate) {
        return (accumulators, slot) -> {
            Object accumulator = accumulators.object(slot, part);
            assert accumulator != null : "a slot in use has all its accumulators";
            return aggregate.result(accumulator);
        };
    }

    /** Reads parts, and makes one result of theirs. */
    static ResultReader ofParts(List<ResultReader> parts, ThrowingFunction<Object[], ?> combiner) {
        return switch (parts.size()) {
            case 2 -> own(ReaderOf2.class, combiner, parts);
            case 3 -> own(ReaderOf3.class, combiner, parts);
            case 4 -> own(ReaderOf4.class, combiner, parts);
            case 5 -> own(ReaderOf5.class, combiner, parts);
            default -> ofMany(parts, combiner);
        };
    }

    private static ResultReader own(
            Class<? extends ResultReader> type, ThrowingFunction<Object[], ?> combiner, List<ResultReader> parts) {
        return OwnCode.loop(MethodHandles.lookup(), ResultReader.class, type, combiner, parts.toArray());
    }

    private static ResultReader ofMany(List<ResultReader> parts, ThrowingFunction<Object[], ?> combiner) {
        return (accumulators, slot) -> {
            Object[] results = new Object[parts.size()];
            for (int i = 0; i < results.length; i++) {
                results[i] = parts.get(i).read(accumulators, slot);
            }
            return combiner.apply(results);
        };
    }
}
