package dev.millrace.connector.protobuf;

import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Timestamp;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.connector.kafka.Kafka;
import dev.millrace.connector.kafka.KafkaFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The code in the guide. */
final class ProtobufSnippets {

    private ProtobufSnippets() {}

    static void topics(Pipeline pipeline, Kafka kafka) {
        ProtobufCodec<Timestamp> protobuf = ProtobufCodec.of(Timestamp.class).bytesMax(100_000);
        KafkaFormat<Timestamp> format = KafkaFormat.of(
                () -> (topic, time) -> protobuf.encode(time), () -> (topic, bytes) -> protobuf.decode(bytes));
        pipeline.codec(Timestamp.class, protobuf)
                .read("times", kafka.topics("times").values(format).sourceTime())
                .write("copy", kafka.to("copy", format));
    }

    static ProtobufCodec<DynamicMessage> dynamic() throws IOException {
        byte[] descriptors = Files.readAllBytes(Path.of("shop.desc")); // protoc --descriptor_set_out --include_imports
        return ProtobufCodec.dynamic(descriptors, "shop.Order");
    }
}
