package dev.millrace.engine.aggregate;

import dev.millrace.api.aggregate.CellAggregate;
import dev.millrace.api.aggregate.Combiner;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.engine.operator.OwnCode;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.function.Supplier;

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
            case 2 -> own(ReaderOf2.class, of2(combiner), parts);
            case 3 -> own(ReaderOf3.class, of3(combiner), parts);
            case 4 -> own(ReaderOf4.class, of4(combiner), parts);
            case 5 -> own(ReaderOf5.class, of5(combiner), parts);
            default -> ofMany(parts, combiner);
        };
    }

    private static ResultReader own(Class<? extends ResultReader> type, Object combiner, List<ResultReader> parts) {
        return OwnCode.loop(MethodHandles.lookup(), ResultReader.class, type, combiner, parts.toArray());
    }

    /** The user's combiner, which the function has where it is no more than that. */
    private static Object unwrap(ThrowingFunction<Object[], ?> combiner) {
        return combiner instanceof Supplier<?> supplier ? supplier.get() : combiner;
    }

    @SuppressWarnings("unchecked") // the parts' results are what it takes
    private static Combiner.Of2<Object, Object, ?> of2(ThrowingFunction<Object[], ?> combiner) {
        return unwrap(combiner) instanceof Combiner.Of2<?, ?, ?> direct
                ? (Combiner.Of2<Object, Object, ?>) direct
                : (a, b) -> combiner.apply(new Object[] {a, b});
    }

    @SuppressWarnings("unchecked") // the parts' results are what it takes
    private static Combiner.Of3<Object, Object, Object, ?> of3(ThrowingFunction<Object[], ?> combiner) {
        return unwrap(combiner) instanceof Combiner.Of3<?, ?, ?, ?> direct
                ? (Combiner.Of3<Object, Object, Object, ?>) direct
                : (a, b, c) -> combiner.apply(new Object[] {a, b, c});
    }

    @SuppressWarnings("unchecked") // the parts' results are what it takes
    private static Combiner.Of4<Object, Object, Object, Object, ?> of4(ThrowingFunction<Object[], ?> combiner) {
        return unwrap(combiner) instanceof Combiner.Of4<?, ?, ?, ?, ?> direct
                ? (Combiner.Of4<Object, Object, Object, Object, ?>) direct
                : (a, b, c, d) -> combiner.apply(new Object[] {a, b, c, d});
    }

    @SuppressWarnings("unchecked") // the parts' results are what it takes
    private static Combiner.Of5<Object, Object, Object, Object, Object, ?> of5(ThrowingFunction<Object[], ?> combiner) {
        return unwrap(combiner) instanceof Combiner.Of5<?, ?, ?, ?, ?, ?> direct
                ? (Combiner.Of5<Object, Object, Object, Object, Object, ?>) direct
                : (a, b, c, d, e) -> combiner.apply(new Object[] {a, b, c, d, e});
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
