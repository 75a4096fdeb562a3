package dev.millrace.engine.aggregate;

import dev.millrace.api.aggregate.Combiner;

/**
 * Reads three parts and makes one result of theirs. A class for each number of parts, since the compiler removes the boxes of
 * the parts only where they go to the combiner one by one: from an array of five it removes none.
 */
final class ReaderOf3 implements ResultReader {

    private final Combiner.Of3<Object, Object, Object, ?> combiner;
    private final ResultReader first;
    private final ResultReader second;
    private final ResultReader third;

    ReaderOf3(
            Combiner.Of3<Object, Object, Object, ?> combiner,
            ResultReader first,
            ResultReader second,
            ResultReader third) {
        this.combiner = combiner;
        this.first = first;
        this.second = second;
        this.third = third;
    }

    @Override
    public Object read(Accumulators accumulators, int slot) throws Exception {
        return combiner.combine(
                first.read(accumulators, slot), second.read(accumulators, slot), third.read(accumulators, slot));
    }
}
