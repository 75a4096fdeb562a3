package dev.millrace.engine.operator;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.type.StableHash;
import dev.millrace.engine.batch.Batch;
import org.jspecify.annotations.Nullable;

/**
 * Fills the columns of keys, once for all keyed operators that follow.
 *
 * <p>Where the key is known to be a {@code long} or {@code int} it goes into a primitive column. The function still
 * returns a boxed object as far as Java's types go, but boxing and unboxing meet in one loop and the compiler removes
 * both as a rule. {@link PrimitiveKeyLoop} is for those functions where nothing need be left to it.
 */
public final class KeyLoop implements KeyReader {

    private final ThrowingFunction<Object, Object> function;
    private final KeyKind kind;

    /**
     * Makes one.
     *
     * @param function reads the key
     * @param kind how keys are kept
     */
    public KeyLoop(ThrowingFunction<Object, Object> function, KeyKind kind) {
        this.function = function;
        this.kind = kind;
    }

    @Override
    public void read(Batch batch, int from, int to) throws RecordFailure {
        switch (kind) {
            case LONG -> readLongs(batch, from, to);
            case INT -> readInts(batch, from, to);
            case OBJECT -> readObjects(batch, from, to);
        }
    }

    @SuppressWarnings("NullAway") // rows below size are set
    private void readLongs(Batch batch, int from, int to) throws RecordFailure {
        int row = from;
        try {
            for (; row < to; row++) {
                batch.keys[row] = (Long) function.apply(batch.values[row]);
            }
        } catch (Throwable thrown) {
            throw failure(batch, row, thrown);
        }
    }

    @SuppressWarnings("NullAway") // rows below size are set
    private void readInts(Batch batch, int from, int to) throws RecordFailure {
        int row = from;
        try {
            for (; row < to; row++) {
                batch.keys[row] = (Integer) function.apply(batch.values[row]);
            }
        } catch (Throwable thrown) {
            throw failure(batch, row, thrown);
        }
    }

    @SuppressWarnings("NullAway") // rows below size are set
    private void readObjects(Batch batch, int from, int to) throws RecordFailure {
        int row = from;
        try {
            for (; row < to; row++) {
                Object key = function.apply(batch.values[row]);
                batch.keyObjects[row] = key;
                batch.keys[row] = StableHash.of(key);
            }
        } catch (Throwable thrown) {
            throw failure(batch, row, thrown);
        }
    }

    /** A null key surfaces as the exception of whoever touched it first; say what it means. */
    @SuppressWarnings("NullAway") // rows below size are set
    private RecordFailure failure(Batch batch, int row, Throwable thrown) {
        long origin = batch.origins[row];
        if (thrown instanceof NullPointerException && isNullKey(batch.values[row])) {
            return new RecordFailure(
                    origin,
                    row,
                    new NullPointerException("the key is null; filter such records out before keyBy, give them a key of"
                            + " their own, or read the failed() records of the keyed stream"));
        }
        return new RecordFailure(origin, row, thrown);
    }

    private boolean isNullKey(Object value) {
        try {
            @Nullable Object key = function.apply(value);
            return key == null;
        } catch (Exception itThrewByItself) {
            // Then the first exception, which is reported, tells all.
            return false;
        }
    }
}
