package dev.millrace.connector.avro;

import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.Split;
import dev.millrace.connector.files.FileSelection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads Avro files, each in one split or in several. Immutable. */
record AvroSource<T>(FileSelection files, Class<T> type, int blockBytesMax, long splitBytes) implements Source<T> {

    @Override
    public List<? extends Split<T>> splits() throws IOException {
        List<AvroSplit<T>> splits = new ArrayList<>();
        for (Path file : files.list()) {
            long size = Files.size(file);
            long from = 0;
            do {
                long to = size - from <= splitBytes ? Long.MAX_VALUE : from + splitBytes;
                splits.add(new AvroSplit<>(file, from, to, type, blockBytesMax));
                from = to;
                if (splits.size() > SPLITS_MAX) {
                    throw new IOException("a source may have " + SPLITS_MAX + " splits, but " + files
                            + " has more; select some with glob(\"...\"), or make the parts larger");
                }
            } while (from != Long.MAX_VALUE);
        }
        return splits;
    }

    @Override
    public boolean isReplayable() {
        return true;
    }

    @Override
    public String describe() {
        return "Avro in " + files;
    }

    @Override
    public String toString() {
        return describe();
    }
}
