package dev.millrace.api.aggregate;

import dev.millrace.api.function.LambdaSignature;
import dev.millrace.api.type.CorruptDataException;
import dev.millrace.api.type.ValueInput;
import java.io.Serializable;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** What the library asks of functions and of those who read results, and how it says so. */
final class Contract {

    private Contract() {}

    /** Names an aggregate of one function, as {@code sum(Bid::price)}; a lambda that cannot be read is a question mark. */
    static String describe(String aggregate, Serializable function) {
        return aggregate + "(" + name(function) + ")";
    }

    static String name(Serializable function) {
        if (function instanceof Matches<?> matches) {
            return name(matches.predicate());
        }
        return LambdaSignature.read(function).map(LambdaSignature::describe).orElse("?");
    }

    /** Refuses the null that a user's function returned for some record. */
    static <V> V nonNull(@Nullable V value, String aggregate, Serializable function) {
        if (value == null) {
            throw new NullPointerException(
                    describe(aggregate, function) + " got null from its function and needs a value"
                            + " of every record; leave such records out with filtering(...), or return a value that stands for"
                            + " nothing");
        }
        return value;
    }

    /** Refuses to read a result that only records could give. */
    static void requireRecords(long count, String aggregate) {
        if (count == 0) {
            throw new NoSuchElementException(
                    aggregate + " has no result without records; optional(...) around it gives an empty Optional");
        }
    }

    /** Refuses, while the pipeline is built, an aggregate that may come to be read without records. */
    static <A extends Aggregate<?, ?, ?>> A requireEmptyResult(A aggregate, String combinator) {
        if (!aggregate.hasEmptyResult()) {
            throw new IllegalArgumentException(combinator + " may leave " + aggregate.describe()
                    + " without records, and it has no result then; put optional(...) around it, which makes it an"
                    + " Optional, or override hasEmptyResult() if it is your own and can do it");
        }
        return aggregate;
    }

    /** Reads how many parts an accumulator was stored with, and refuses another number than there are now. */
    static int requireStored(ValueInput in, int parts, Aggregate<?, ?, ?> aggregate) {
        long stored = in.readLong();
        if (stored != parts) {
            throw new CorruptDataException("an accumulator of " + aggregate.describe() + " has " + parts
                    + " parts, but one with " + stored
                    + " was stored; an aggregate that has changed needs another name for its step, and starts anew");
        }
        return parts;
    }
}
