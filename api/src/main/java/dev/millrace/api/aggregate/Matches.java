package dev.millrace.api.aggregate;

import dev.millrace.api.function.ThrowingPredicate;
import dev.millrace.api.function.ThrowingToLong;

/** Reads a condition as a number: 1 if a record answers it as wanted, else 0. */
record Matches<T>(ThrowingPredicate<T> predicate, boolean wanted) implements ThrowingToLong<T> {

    @Override
    public long applyAsLong(T value) throws Exception {
        return predicate.test(value) == wanted ? 1 : 0;
    }
}
