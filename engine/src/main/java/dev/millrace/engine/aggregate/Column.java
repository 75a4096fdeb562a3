package dev.millrace.engine.aggregate;

import dev.millrace.api.function.LambdaSignature;
import dev.millrace.api.function.ThrowingToDouble;
import dev.millrace.api.function.ThrowingToLong;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.RecordFailure;
import java.io.Serializable;
import java.util.Optional;

/**
 * A number of each record, read out of the objects into an array once, so that nothing after it touches an object. A
 * double is kept as its raw bits.
 */
abstract sealed class Column {

    private final Serializable function;
    private final Optional<LambdaSignature> signature;

    /** One number for each row of the batch read last. */
    long[] numbers = new long[0];

    private Column(Serializable function) {
        this.function = function;
        signature = LambdaSignature.read(function);
    }

    static Column ofLong(ThrowingToLong<Object> function) {
        return new OfLong(function);
    }

    static Column ofDouble(ThrowingToDouble<Object> function) {
        return new OfDouble(function);
    }

    /**
     * Whether both read the same number: one function, or two references to one method. Two lambdas of equal text
     * cannot be told to be equal.
     */
    boolean isSameAs(Column other) {
        if (getClass() != other.getClass()) {
            return false;
        }
        boolean isSameMethod = signature.isPresent()
                && signature.equals(other.signature)
                && signature.get().isMethodReference()
                && signature.get().captures() == 0;
        return function == other.function || isSameMethod;
    }

    void read(Batch batch) throws RecordFailure {
        if (numbers.length < batch.size) {
            numbers = new long[batch.capacity()];
        }
        fill(batch);
    }

    abstract void fill(Batch batch) throws RecordFailure;

    private static final class OfLong extends Column {

        private final ThrowingToLong<Object> function;

        OfLong(ThrowingToLong<Object> function) {
            super(function);
            this.function = function;
        }

        @Override
        @SuppressWarnings("NullAway") // rows below size are set
        void fill(Batch batch) throws RecordFailure {
            long[] out = numbers;
            int row = 0;
            try {
                for (; row < batch.size; row++) {
                    out[row] = function.applyAsLong(batch.values[row]);
                }
            } catch (Exception thrown) {
                throw new RecordFailure(batch.origins[row], thrown);
            }
        }
    }

    private static final class OfDouble extends Column {

        private final ThrowingToDouble<Object> function;

        OfDouble(ThrowingToDouble<Object> function) {
            super(function);
            this.function = function;
        }

        @Override
        @SuppressWarnings("NullAway") // rows below size are set
        void fill(Batch batch) throws RecordFailure {
            long[] out = numbers;
            int row = 0;
            try {
                for (; row < batch.size; row++) {
                    out[row] = Double.doubleToRawLongBits(function.applyAsDouble(batch.values[row]));
                }
            } catch (Exception thrown) {
                throw new RecordFailure(batch.origins[row], thrown);
            }
        }
    }
}
