package dev.millrace.engine.table;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.function.ThrowingPredicate;
import dev.millrace.engine.operator.OwnCode;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** Makes readers whose compiled code belongs to one user function. */
public final class ValueReaders {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private ValueReaders() {}

    /** Reads from each record. */
    static ValueReader ofRecords(ThrowingFunction<Object, @Nullable Object> function) {
        return OwnCode.loop(LOOKUP, ValueReader.class, RecordReader.class, function);
    }

    /** Reads from the value of each change but a delete. */
    public static ValueReader ofChanges(ThrowingFunction<Object, @Nullable Object> function) {
        return OwnCode.loop(LOOKUP, ValueReader.class, ChangeReader.class, function);
    }

    /** Reads the values of changes that match. */
    static ValueReader ofMatches(ThrowingPredicate<Object> predicate) {
        return OwnCode.loop(LOOKUP, ValueReader.class, MatchReader.class, predicate);
    }
}
