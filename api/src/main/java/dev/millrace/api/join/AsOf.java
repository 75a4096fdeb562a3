package dev.millrace.api.join;

import dev.millrace.api.window.ClosedBy;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a table had for a record, and how sure that is. Immutable if the value is.
 *
 * @param value of the record's key; null if the table had none that counts
 * @param since the event time of that version; null if there is none
 * @param completeBy why no other version can follow for the time of the record: {@link ClosedBy#WATERMARK} if the table's
 *     watermark has passed it, {@link ClosedBy#SILENCE} if the table stands idle, {@link ClosedBy#END} if it has ended; null if
 *     another version may follow
 * @param <V> type of the values
 */
public record AsOf<V>(
        @Nullable V value,
        @Nullable Instant since,
        @Nullable ClosedBy completeBy) {

    /**
     * Whether the table had a value.
     *
     * @return true if it did
     */
    public boolean isPresent() {
        return value != null;
    }

    /**
     * Whether the table was complete up to the time of the record when that was joined.
     *
     * @return false if a version may follow that would have been another answer
     */
    public boolean isComplete() {
        return completeBy != null;
    }
}
