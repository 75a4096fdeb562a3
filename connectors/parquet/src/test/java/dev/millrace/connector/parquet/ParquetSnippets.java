package dev.millrace.connector.parquet;

import dev.millrace.api.stream.Pipeline;
import dev.millrace.connector.files.DirectorySink;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** The code in the guide. */
final class ParquetSnippets {

    record Edit(Instant time, String channel, long added) {}

    private ParquetSnippets() {}

    static void files(Pipeline pipeline) {
        pipeline.read("edits", Parquet.in(Path.of("edits")).as(Edit.class).eventTime(Edit::time))
                .write(
                        "archive",
                        DirectorySink.of(
                                        Path.of("archive"),
                                        Parquet.format(Edit.class).with(ParquetCompression.SNAPPY))
                                .partitionBy("day", edit -> LocalDate.ofInstant(edit.time(), ZoneOffset.UTC)));
    }
}
