package dev.millrace.benchmarks;

import dev.millrace.api.connector.Generator;
import org.jspecify.annotations.Nullable;

/**
 * Where a hand-written loop gets its records. Two kinds, because the compiler can remove a record that never leaves
 * the loop that made it, which no program does that is given its records.
 *
 * @param <T> type of the records
 */
abstract sealed class Records<T> {

    final Generator.SequenceFunction<T> maker;

    private Records(Generator.SequenceFunction<T> maker) {
        this.maker = maker;
    }

    abstract T next(long sequence) throws Exception;

    /**
     * Each record is an object on the heap: the last one is kept in a field, so it has to exist. This costs one store
     * and is what "over objects" means.
     */
    static final class Objects<T> extends Records<T> {

        private @Nullable T last;

        Objects(Generator.SequenceFunction<T> maker) {
            super(maker);
        }

        @Override
        T next(long sequence) throws Exception {
            T made = maker.apply(sequence);
            last = made;
            return made;
        }

        /** Keeps the field alive. */
        @Nullable
        T last() {
            return last;
        }
    }

    /** Making a record is inlined into the loop and its object removed: no input can be faster. */
    static final class Fused<T> extends Records<T> {

        Fused(Generator.SequenceFunction<T> maker) {
            super(maker);
        }

        @Override
        T next(long sequence) throws Exception {
            return maker.apply(sequence);
        }
    }
}
