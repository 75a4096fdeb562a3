package dev.millrace.engine.aggregate;

import dev.millrace.api.function.ThrowingFunction;

/**
 * Reads four parts and makes one result of theirs. A class for each number of parts, since the compiler removes the array
 * and the boxes in it only where it sees how many there are.
 */
final class ReaderOf4 implements ResultReader {

    private final ThrowingFunction<Object[], ?> combiner;
    private final ResultReader first;
    private final ResultReader second;
    private final ResultReader third;
    private final ResultReader fourth;

    ReaderOf4(
            ThrowingFunction<Object[], ?> combiner,
            ResultReader first,
            ResultReader second,
            ResultReader third,
            ResultReader fourth) {
        this.combiner = combiner;
        this.first = first;
        this.second = second;
        this.third = third;
        this.fourth = fourth;
    }

    @Override
    public Object read(Accumulators accumulators, int slot) throws Exception {
        return combiner.apply(new Object[] {
            first.read(accumulators, slot),
            second.read(accumulators, slot),
            third.read(accumulators, slot),
            fourth.read(accumulators, slot)
        });
    }
}
