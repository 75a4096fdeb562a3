package dev.millrace.api.window;

import dev.millrace.api.function.LambdaSignature;
import dev.millrace.api.function.ThrowingFunction;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Windows of activity: records of a key join one session as long as no two neighbours are further apart than the gap. A
 * distance equal to the gap joins, so a session ends one millisecond after the gap behind its last record, and closes
 * when the watermark is there.
 *
 * @param gap the same for all records; null if it is computed
 * @param gapOf computes the gap behind each record; null if it is fixed
 * @param <T> type of the records
 */
public record SessionWindow<T>(
        @Nullable Duration gap, @Nullable ThrowingFunction<? super T, Duration> gapOf) implements AssignedWindows<T> {

    /** Validates. */
    public SessionWindow {
        if ((gap == null) == (gapOf == null)) {
            throw new IllegalArgumentException("a session window has a fixed gap or computes it, not both, got " + gap);
        }
        if (gap != null) {
            WindowTime.requireSize("gap", "session window", gap);
        }
    }

    @Override
    public void assign(T record, long timestamp, Collector windows) throws Exception {
        windows.add(timestamp, WindowTime.plus(WindowTime.plus(timestamp, gapMillis(record)), 1));
    }

    private long gapMillis(T record) throws Exception {
        if (gap != null) {
            return gap.toMillis();
        }
        assert gapOf != null : "the constructor took one of the two";
        Duration computed = gapOf.apply(record);
        WindowTime.requireSize("gap", "session window", computed);
        return computed.toMillis();
    }

    @Override
    public boolean isMerging() {
        return true;
    }

    @Override
    public String describe() {
        if (gap != null) {
            return "session " + gap;
        }
        assert gapOf != null : "the constructor took one of the two";
        return "session "
                + LambdaSignature.read(gapOf).map(LambdaSignature::describe).orElse("?");
    }
}
