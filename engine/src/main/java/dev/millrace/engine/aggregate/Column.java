package dev.millrace.engine.aggregate;

import dev.millrace.api.function.LambdaSignature;
import dev.millrace.api.function.ThrowingToDouble;
import dev.millrace.api.function.ThrowingToLong;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.DoubleLoop;
import dev.millrace.engine.operator.LongLoop;
import dev.millrace.engine.operator.NumberLoop;
import dev.millrace.engine.operator.OwnCode;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.operator.RejectedRows;
import java.io.Serializable;
import java.util.Optional;

/**
 * A number of each record, read out of the objects into an array once, so that nothing after it touches an object. A
 * double is kept as its raw bits.
 */
final class Column {

    private final Serializable function;
    private final Optional<LambdaSignature> signature;
    private final boolean isLong;
    private final NumberLoop loop;

    /** One number for each row of the batch read last. */
    long[] numbers = new long[0];

    private Column(Serializable function, boolean isLong) {
        this.function = function;
        this.isLong = isLong;
        signature = LambdaSignature.read(function);
        loop = OwnCode.loop(NumberLoop.class, isLong ? LongLoop.class : DoubleLoop.class, function);
    }

    static Column ofLong(ThrowingToLong<Object> function) {
        return new Column(function, true);
    }

    static Column ofDouble(ThrowingToDouble<Object> function) {
        return new Column(function, false);
    }

    /**
     * Whether both read the same number: one function, or two references to one method. Two lambdas of equal text
     * cannot be told to be equal.
     */
    boolean isSameAs(Column other) {
        if (isLong != other.isLong) {
            return false;
        }
        boolean isSameMethod = signature.isPresent()
                && signature.equals(other.signature)
                && signature.get().isMethodReference()
                && signature.get().captures() == 0;
        return function == other.function || isSameMethod;
    }

    /** Whose code the loops over its numbers are. */
    Class<?> functionClass() {
        return function.getClass();
    }

    /** Reads all rows but those that are rejected. */
    void read(Batch batch, RejectedRows rejected) throws RecordFailure {
        if (numbers.length < batch.size) {
            numbers = new long[batch.capacity()];
        }
        for (int from = 0; from < batch.size; ) {
            try {
                loop.read(batch, from, numbers);
                return;
            } catch (RecordFailure failure) {
                rejected.add(failure);
                from = failure.row() + 1;
            }
        }
    }
}
