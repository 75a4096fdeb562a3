package dev.millrace.connector.files;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.SourceReader.Status;
import dev.millrace.api.connector.Split;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Takes what a reader collects, and checks what it promises. */
final class Collected<T> implements RecordCollector<T> {

    static final ReaderContext CONTEXT = new ReaderContext(InstantSource.system(), () -> {});

    final List<T> records = new ArrayList<>();
    final List<Long> positions = new ArrayList<>();
    private int remaining;

    /** Calls read once. */
    Status read(SourceReader<T> reader, int batchSizeMax) throws Exception {
        remaining = batchSizeMax;
        int before = records.size();
        Status status = reader.read(this);
        if ((status == Status.DATA) != (records.size() > before)) {
            throw new AssertionError(status + " but " + (records.size() - before) + " records");
        }
        return status;
    }

    /** Reads until there is nothing more, and tells how it ended. */
    Status readAll(SourceReader<T> reader, int batchSizeMax) throws Exception {
        Status status;
        do {
            status = read(reader, batchSizeMax);
        } while (status == Status.DATA || status == Status.UNAVAILABLE);
        return status;
    }

    static <T> Collected<T> all(Source<T> source) throws Exception {
        Collected<T> collected = new Collected<>();
        for (Split<T> split : source.splits()) {
            SourceReader<T> reader = split.open(CONTEXT, null);
            try {
                if (collected.readAll(reader, 1000) != Status.END) {
                    throw new AssertionError("a bounded split ends");
                }
            } finally {
                reader.close();
            }
        }
        return collected;
    }

    static <T> List<T> records(Source<T> source) throws Exception {
        return all(source).records;
    }

    @Override
    public void collect(T record, long position) {
        if (remaining-- <= 0) {
            throw new AssertionError("collected more than remaining() allowed");
        }
        records.add(record);
        positions.add(position);
    }

    @Override
    public void collect(T record, long position, long timestampMillis) {
        throw new AssertionError("files know no timestamps");
    }

    @Override
    public int remaining() {
        return remaining;
    }
}
