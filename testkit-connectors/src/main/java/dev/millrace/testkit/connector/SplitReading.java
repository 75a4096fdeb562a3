package dev.millrace.testkit.connector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.SourceReader.Status;
import dev.millrace.api.connector.Split;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Reads a split as an engine does, and checks what a reader promises for each call. Used by one thread. */
final class SplitReading<T> implements RecordCollector<T>, AutoCloseable {

    /** The numbers of the records, in the order in which they came. */
    final List<Long> numbers = new ArrayList<>();

    private final SourceReader<T> reader;
    private final ToLongFunction<T> number;
    private long lastPosition = -1;
    private int remaining;

    SplitReading(Split<T> split, ToLongFunction<T> number, byte @Nullable [] position) throws Exception {
        this.number = number;
        reader = split.open(new ReaderContext(InstantSource.system(), () -> {}), position);
    }

    /** Calls {@code read} once. */
    Status read(int recordsMax) throws Exception {
        remaining = recordsMax;
        int before = numbers.size();
        Status status = reader.read(this);
        assertEquals(numbers.size() > before, status == Status.DATA, () -> "records, and answered " + status);
        return status;
    }

    void readToEnd() throws Exception {
        Status status;
        do {
            status = read(Integer.MAX_VALUE);
        } while (status != Status.END);
    }

    byte[] position() throws Exception {
        return reader.position();
    }

    @Override
    public void collect(T record, long position) {
        assertTrue(remaining-- > 0, "more than it may");
        assertTrue(position > lastPosition, () -> "position " + position + " behind " + lastPosition);
        assertTrue(position <= POSITION_MAX, () -> "position " + position + ", at most " + POSITION_MAX);
        lastPosition = position;
        numbers.add(number.applyAsLong(record));
    }

    @Override
    public void collect(T record, long position, long timestampMillis) {
        collect(record, position);
    }

    @Override
    public int remaining() {
        return remaining;
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (Exception failed) {
            throw new AssertionError("a reader cannot be closed", failed);
        }
    }
}
