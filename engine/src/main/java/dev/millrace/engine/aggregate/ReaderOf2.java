package dev.millrace.engine.aggregate;

import dev.millrace.api.aggregate.Combiner;

/**
 * Reads two parts and makes one result of theirs. A class for each number of parts, since the compiler removes the boxes of
 * the parts only where they go to the combiner one by one: from an array of five it removes none.
 */
final class ReaderOf2 implements ResultReader {

    private final Combiner.Of2<Object, Object, ?> combiner;
    private final ResultReader first;
    private final ResultReader second;

    ReaderOf2(Combiner.Of2<Object, Object, ?> combiner, ResultReader first, ResultReader second) {
        this.combiner = combiner;
        this.first = first;
        this.second = second;
    }

    @Override
    public Object read(Accumulators accumulators, int slot) throws Exception {
        return combiner.combine(first.read(accumulators, slot), second.read(accumulators, slot));
    }
}
