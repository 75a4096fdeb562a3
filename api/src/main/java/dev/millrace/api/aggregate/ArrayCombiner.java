package dev.millrace.api.aggregate;

import dev.millrace.api.function.ThrowingFunction;
import java.io.Serial;
import java.io.Serializable;
import java.util.function.Supplier;

/**
 * A {@link Combiner} of some number of results as a function of an array of them. As a supplier it gives the combiner
 * itself, to whoever has the results one by one: without the array the compiler can remove the boxes in it.
 *
 * @param <R> what is made of the results
 */
final class ArrayCombiner<R> implements ThrowingFunction<Object[], R>, Supplier<Serializable> {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Serializable combiner;
    private final ThrowingFunction<Object[], R> spread;

    /**
     * Makes one.
     *
     * @param combiner the user's
     * @param spread calls it with the elements of an array
     */
    ArrayCombiner(Serializable combiner, ThrowingFunction<Object[], R> spread) {
        this.combiner = combiner;
        this.spread = spread;
    }

    @Override
    public R apply(Object[] results) throws Exception {
        return spread.apply(results);
    }

    @Override
    public Serializable get() {
        return combiner;
    }
}
