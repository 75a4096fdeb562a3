package dev.millrace.connector.postgres;

import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.testkit.Jobs;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Reads until something holds. */
final class Taken<T> implements RecordCollector<T> {

    private static final int BATCH = 100;
    private static final long LOOK_AGAIN_NANOS = 1_000_000;

    SourceReader.Status last = SourceReader.Status.UNAVAILABLE;

    private final Consumer<T> each;
    private int batch = BATCH;
    private int remaining;

    Taken(Consumer<T> each) {
        this.each = each;
    }

    void readExactly(SourceReader<T> reader, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            batch = 1;
            readUntil(reader, () -> last == SourceReader.Status.DATA);
        }
        batch = BATCH;
    }

    void readUntil(SourceReader<T> reader, BooleanSupplier isEnough) throws Exception {
        long start = System.nanoTime();
        do {
            remaining = batch;
            last = reader.read(this);
            if (last != SourceReader.Status.DATA) {
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
            if (System.nanoTime() - start > Jobs.PATIENCE.toNanos()) {
                throw new AssertionError("not within " + Jobs.PATIENCE + ", " + last);
            }
        } while (!isEnough.getAsBoolean());
    }

    @Override
    public void collect(T record, long position) {
        remaining--;
        each.accept(record);
    }

    @Override
    public void collect(T record, long position, long timestampMillis) {
        collect(record, position);
    }

    @Override
    public int remaining() {
        return remaining;
    }
}
