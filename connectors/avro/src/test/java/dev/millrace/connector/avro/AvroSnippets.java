package dev.millrace.connector.avro;

import dev.millrace.api.stream.Pipeline;
import dev.millrace.connector.files.DirectorySink;
import dev.millrace.connector.kafka.Kafka;
import dev.millrace.connector.kafka.KafkaFormat;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** The code of docs/guide/files.md. A test compares them. */
final class AvroSnippets {

    /** An edit. */
    record Edit(Instant time, String channel, String user, long added) {}

    private AvroSnippets() {}

    static void files(Pipeline pipeline) {
        pipeline.read("edits", Avro.in(Path.of("edits")).as(Edit.class).eventTime(Edit::time))
                .write(
                        "archive",
                        DirectorySink.of(
                                        Path.of("archive"),
                                        Avro.format(Edit.class).with(AvroCompression.ZSTANDARD))
                                .partitionBy("day", edit -> LocalDate.ofInstant(edit.time(), ZoneOffset.UTC)));
    }

    static void topics(Pipeline pipeline, Kafka kafka) {
        AvroCodec<Edit> avro = AvroCodec.of(Edit.class);
        KafkaFormat<Edit> format =
                KafkaFormat.of(() -> (topic, edit) -> avro.encode(edit), () -> (topic, bytes) -> avro.decode(bytes));
        pipeline.read("edits", kafka.topics("edits").values(format).sourceTime())
                .write("copy", kafka.to("copy", format));
    }
}
