package dev.millrace.connector.parquet;

import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.Split;
import dev.millrace.connector.files.FileSelection;
import java.io.IOException;
import java.util.List;

/** Reads Parquet files, each in one split. Immutable. */
record ParquetSource<T>(FileSelection files, Class<T> type, ParquetLimits limits) implements Source<T> {

    @Override
    public List<? extends Split<T>> splits() throws IOException {
        return files.list().stream()
                .map(file -> new ParquetSplit<>(file, type, limits))
                .toList();
    }

    @Override
    public boolean isReplayable() {
        return true;
    }

    @Override
    public String describe() {
        return "Parquet in " + files;
    }

    @Override
    public String toString() {
        return describe();
    }
}
