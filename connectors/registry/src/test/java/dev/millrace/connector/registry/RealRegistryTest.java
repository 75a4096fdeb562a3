package dev.millrace.connector.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import dev.millrace.api.type.DefaultValue;
import dev.millrace.connector.avro.AvroCodec;
import dev.millrace.connector.protobuf.ProtobufCodec;
import dev.millrace.testkit.Jobs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against Apicurio Registry, which speaks Confluent's protocol; with the profile {@code registry}, which downloads it. */
class RealRegistryTest {

    private static final Path SERVER = Path.of("target", "registry-server");
    private static final java.time.Duration STARTED_WITHIN = java.time.Duration.ofMinutes(2);

    private static @Nullable Process server;
    private static URI address = URI.create("http://127.0.0.1");

    record Edit(String user, long added) {}

    /** As it will be called one day. */
    static final class Later {

        record Edit(
                String user,
                long added,
                @DefaultValue("none") String channel) {}

        private Later() {}
    }

    /** What cannot read what is there. */
    static final class Incompatible {

        record Edit(String user, String country) {}

        private Incompatible() {}
    }

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Files.isDirectory(SERVER), "say mvn verify -Pregistry");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        address = URI.create("http://127.0.0.1:" + port + "/apis/ccompat/v7");
        server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx384m",
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=" + port,
                        "-jar",
                        runner().toString())
                .redirectErrorStream(true)
                .redirectOutput(SERVER.resolve("server.log").toFile())
                .start();
        Jobs.await("the registry", STARTED_WITHIN, () -> isThere(server));
    }

    private static Path runner() throws IOException {
        try (Stream<Path> files = Files.list(SERVER)) {
            return files.filter(file -> file.toString().endsWith("-runner.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static boolean isThere(Process started) {
        if (!started.isAlive()) {
            throw new AssertionError("the registry has ended; see " + SERVER.resolve("server.log"));
        }
        try {
            return HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(URI.create(address + "/subjects"))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (server != null) {
            server.destroy();
            server.waitFor(30, TimeUnit.SECONDS);
        }
    }

    private static RegistryClient client(boolean isRegistering) {
        return new RegistryClient(new RegistrySettings(
                address, new LinkedHashMap<>(), SchemaRegistry.TIMEOUT, 3, java.time.Duration.ZERO, isRegistering));
    }

    private static <T> WireSerializer<T> serializer(Wire<T> wire) {
        return new WireSerializer<>(client(true), wire);
    }

    private static <T> WireDeserializer<T> deserializer(Wire<T> wire) {
        return new WireDeserializer<>(client(true), wire);
    }

    private static <T> AvroWire<T> avro(Class<T> type) {
        return new AvroWire<>(AvroCodec.of(type));
    }

    private static byte[] withId(int id, int... bytes) {
        ByteBuffer all = ByteBuffer.allocate(5 + bytes.length).put((byte) 0).putInt(id);
        for (int next : bytes) {
            all.put((byte) next);
        }
        return all.array();
    }

    @Test
    void avroIsReadByTheSchemaThatWroteIt() {
        byte[] written = serializer(avro(Edit.class)).serialize("edits", new Edit("ab", 3));

        assertThat(written).isEqualTo(withId(ByteBuffer.wrap(written, 1, 4).getInt(), 4, 'a', 'b', 6));
        assertThat(deserializer(avro(Later.Edit.class)).deserialize("edits", written))
                .isEqualTo(new Later.Edit("ab", 3, "none"));
        // Found, and not registered again.
        Serializer<Edit> asking = new WireSerializer<>(client(false), avro(Edit.class));
        assertThat(asking.serialize("edits", new Edit("ab", 3))).isEqualTo(written);
    }

    @Test
    void protobufIsReadByItsDescriptor() {
        ProtobufWire<Value> values = new ProtobufWire<>(ProtobufCodec.of(Value.class));
        byte[] written = serializer(values)
                .serialize("values", Value.newBuilder().setBoolValue(true).build());

        assertThat(deserializer(values).deserialize("values", written).getBoolValue())
                .isTrue();
        WireDeserializer<Struct> other = deserializer(new ProtobufWire<>(ProtobufCodec.of(Struct.class)));
        assertThatThrownBy(() -> other.deserialize("values", written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the message is a google.protobuf.Value");
        ProtobufWire<Timestamp> times = new ProtobufWire<>(ProtobufCodec.of(Timestamp.class));
        Timestamp time = Timestamp.newBuilder().setSeconds(5).build();
        assertThat(deserializer(times).deserialize("times", serializer(times).serialize("times", time)))
                .isEqualTo(time);
    }

    @Test
    void importedFilesAreRegisteredAndReferredTo() {
        FileDescriptorProto.Builder base = FileDescriptorProto.newBuilder()
                .setName("shop/base.proto")
                .setPackage("shop")
                .setSyntax("proto3")
                .addMessageType(DescriptorProto.newBuilder().setName("Base"));
        FileDescriptorProto.Builder order = FileDescriptorProto.newBuilder()
                .setName("shop/order.proto")
                .setPackage("shop")
                .setSyntax("proto3")
                .addDependency("shop/base.proto")
                .addMessageType(DescriptorProto.newBuilder()
                        .setName("Order")
                        .addField(FieldDescriptorProto.newBuilder()
                                .setName("base")
                                .setNumber(1)
                                .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
                                .setTypeName(".shop.Base")
                                .setLabel(Label.LABEL_OPTIONAL)));
        byte[] set = FileDescriptorSet.newBuilder()
                .addFile(base)
                .addFile(order)
                .build()
                .toByteArray();
        ProtobufWire<DynamicMessage> wire = new ProtobufWire<>(ProtobufCodec.dynamic(set, "shop.Order"));
        DynamicMessage empty = DynamicMessage.getDefaultInstance(
                ProtobufCodec.dynamic(set, "shop.Order").descriptor());

        byte[] written = serializer(wire).serialize("orders", empty);

        assertThat(deserializer(wire).deserialize("orders", written).toByteArray())
                .isEqualTo(empty.toByteArray());
    }

    @Test
    void avroSchemasThatReferToOthersAreReadWithThem() throws Exception {
        record User(String name) {}
        record Nested(User user) {}
        String inner =
                "{\"type\":\"record\",\"name\":\"User\",\"namespace\":\"a\",\"fields\":[{\"name\":\"name\",\"type\":\"string\"}]}";
        String outer =
                "{\"type\":\"record\",\"name\":\"Nested\",\"namespace\":\"a\",\"fields\":[{\"name\":\"user\",\"type\":\"a.User\"}]}";
        RegistryClient client = client(true);
        client.id("a.User", new RegisteredSchema(RegisteredSchema.AVRO, inner, List.of()));
        int id = client.id(
                "nested-value",
                new RegisteredSchema(
                        RegisteredSchema.AVRO, outer, List.of(new RegisteredSchema.Reference("a.User", "a.User", 1))));

        assertThat(deserializer(avro(Nested.class)).deserialize("nested", withId(id, 2, 'x')))
                .isEqualTo(new Nested(new User("x")));
    }

    @Test
    void whatIsNotThereAndWhatIsRefusedIsSaid() throws Exception {
        assertThatThrownBy(() -> deserializer(avro(Edit.class)).deserialize("edits", withId(987_654, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("schema 987654: ")
                .hasMessageContaining("code 40403");
        assertThatThrownBy(() ->
                        new WireSerializer<>(client(false), avro(Edit.class)).serialize("nobody", new Edit("a", 1)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("code 40401");

        serializer(avro(Edit.class)).serialize("strict", new Edit("a", 1));
        HttpRequest strict = HttpRequest.newBuilder(URI.create(address + "/config/strict-value"))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"compatibility\":\"BACKWARD\"}"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(strict, BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
        assertThatThrownBy(() ->
                        serializer(avro(Incompatible.Edit.class)).serialize("strict", new Incompatible.Edit("a", "no")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("the schema of subject strict-value: ")
                .hasMessageContaining("status 409");
    }

    @Test
    void keysHaveASubjectOfTheirOwn() {
        WireSerializer<Edit> keys = serializer(avro(Edit.class));
        keys.configure(Map.of(), true);
        byte[] written = keys.serialize("keyed", new Edit("a", 1));

        assertThat(deserializer(avro(Edit.class)).deserialize("keyed", written)).isEqualTo(new Edit("a", 1));
        assertThatThrownBy(() ->
                        new WireSerializer<>(client(false), avro(Edit.class)).serialize("keyed", new Edit("a", 1)))
                .hasMessageContaining("keyed-value");
    }
}
