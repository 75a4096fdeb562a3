package dev.millrace.connector.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Duration;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.api.type.DefaultValue;
import dev.millrace.connector.avro.AvroCodec;
import dev.millrace.connector.protobuf.ProtobufCodec;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a server with the documented answers: the bytes are those of Confluent's format, and what goes wrong is said. */
class SchemaRegistryTest {

    record Edit(String user, long added) {}

    /** As it will be called one day. */
    static final class Later {

        record Edit(
                String user,
                long added,
                @DefaultValue("none") String channel) {}

        private Later() {}
    }

    private LocalRegistry registry;

    @BeforeEach
    void start() throws Exception {
        registry = new LocalRegistry();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private <T> WireSerializer<T> serializer(Wire<T> wire, boolean isKey) {
        WireSerializer<T> made = new WireSerializer<>(registry.client(), wire);
        made.configure(Map.of(), isKey);
        return made;
    }

    private <T> WireDeserializer<T> deserializer(Wire<T> wire) {
        return new WireDeserializer<>(registry.client(), wire);
    }

    private static <T> AvroWire<T> avro(Class<T> type) {
        return new AvroWire<>(AvroCodec.of(type));
    }

    private static <T extends Message> ProtobufWire<T> protobuf(Class<T> type) {
        return new ProtobufWire<>(ProtobufCodec.of(type));
    }

    private static byte[] bytes(int... bytes) {
        byte[] all = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            all[i] = (byte) bytes[i];
        }
        return all;
    }

    @Test
    void avroHasItsIdBeforeItAndIsReadByTheSchemaThatWroteIt() {
        WireSerializer<Edit> values = serializer(avro(Edit.class), false);
        byte[] written = values.serialize("edits", new Edit("ab", 3));
        assertThat(written).isEqualTo(bytes(0, 0, 0, 0, 1, 4, 'a', 'b', 6));
        values.serialize("edits", new Edit("cd", 4));
        values.serialize("others", new Edit("ef", 5));
        serializer(avro(Edit.class), true).serialize("edits", new Edit("g", 6));
        assertThat(registry.requests)
                .containsExactly(
                        "POST /subjects/edits-value/versions",
                        "POST /subjects/others-value/versions",
                        "POST /subjects/edits-key/versions");

        registry.requests.clear();
        WireDeserializer<Later.Edit> later = deserializer(avro(Later.Edit.class));
        assertThat(later.deserialize("edits", written)).isEqualTo(new Later.Edit("ab", 3, "none"));
        assertThat(later.deserialize("edits", written)).isEqualTo(new Later.Edit("ab", 3, "none"));
        assertThat(registry.requests).containsExactly("GET /schemas/ids/1");
        assertThat(values.serialize("edits", null)).isNull();
        assertThat(later.deserialize("edits", null)).isNull();
    }

    @Test
    void protobufHasItsMessageTypeBehindTheId() {
        // The first message of its file is a 0 alone; others are their number and their indexes, in zigzag.
        byte[] first = serializer(protobuf(Timestamp.class), false)
                .serialize("times", Timestamp.newBuilder().setSeconds(5).build());
        assertThat(first).isEqualTo(bytes(0, 0, 0, 0, 1, 0, 8, 5));
        byte[] second = serializer(protobuf(Value.class), false)
                .serialize("values", Value.newBuilder().setBoolValue(true).build());
        assertThat(second).isEqualTo(bytes(0, 0, 0, 0, 2, 2, 2, 32, 1));
        byte[] nested = serializer(protobuf(DescriptorProto.ReservedRange.class), false)
                .serialize(
                        "ranges",
                        DescriptorProto.ReservedRange.newBuilder().setEnd(7).build());
        int outer = DescriptorProto.getDescriptor().getIndex();
        int inner = DescriptorProto.ReservedRange.getDescriptor().getIndex();
        assertThat(nested).isEqualTo(bytes(0, 0, 0, 0, 3, 4, 2 * outer, 2 * inner, 16, 7));

        assertThat(deserializer(protobuf(Timestamp.class))
                        .deserialize("times", first)
                        .getSeconds())
                .isEqualTo(5);
        assertThat(deserializer(protobuf(Value.class))
                        .deserialize("values", second)
                        .getBoolValue())
                .isTrue();
        assertThat(deserializer(protobuf(DescriptorProto.ReservedRange.class))
                        .deserialize("ranges", nested)
                        .getEnd())
                .isEqualTo(7);

        WireDeserializer<Struct> other = deserializer(protobuf(Struct.class));
        assertThatThrownBy(() -> other.deserialize("values", second))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "schema 2: the message is a google.protobuf.Value, and a google.protobuf.Struct is expected");
        assertThatThrownBy(() -> other.deserialize("values", bytes(0, 0, 0, 0, 2, 2, 18, 1)))
                .hasMessageContaining("has no message type with the indexes [9]");
        assertThatThrownBy(() -> other.deserialize("values", bytes(0, 0, 0, 0, 2, 200, 200, 4)))
                .hasMessageContaining("the indexes of its message type must be at most 64");
        assertThatThrownBy(() -> other.deserialize("values", bytes(0, 0, 0, 0, 2, 2)))
                .hasMessageContaining("the indexes of its message type cannot be read");
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
        ProtobufCodec<DynamicMessage> codec = ProtobufCodec.dynamic(set, "shop.Order");
        DynamicMessage empty = DynamicMessage.getDefaultInstance(codec.descriptor());

        byte[] written = serializer(new ProtobufWire<>(codec), false).serialize("orders", empty);

        assertThat(written).isEqualTo(bytes(0, 0, 0, 0, 2, 0));
        assertThat(registry.requests)
                .containsExactly(
                        "POST /subjects/shop%2Fbase.proto/versions",
                        "POST /subjects/shop%2Fbase.proto", "POST /subjects/orders-value/versions");
        assertThat(deserializer(new ProtobufWire<>(codec)).deserialize("orders", written))
                .isEqualTo(empty);
    }

    @Test
    void avroSchemasThatReferToOthersAreReadWithThem() throws Exception {
        RegistryClient client = registry.client();
        String inner =
                "{\"type\":\"record\",\"name\":\"User\",\"namespace\":\"a\",\"fields\":[{\"name\":\"name\",\"type\":\"string\"}]}";
        String outer =
                "{\"type\":\"record\",\"name\":\"Edit\",\"namespace\":\"a\",\"fields\":[{\"name\":\"user\",\"type\":\"a.User\"}]}";
        client.id("a.User", new RegisteredSchema(RegisteredSchema.AVRO, inner, List.of()));
        int id = client.id(
                "edits-value",
                new RegisteredSchema(
                        RegisteredSchema.AVRO, outer, List.of(new RegisteredSchema.Reference("a.User", "a.User", 1))));
        record User(String name) {}
        record Nested(User user) {}
        byte[] value = ByteBuffer.allocate(7)
                .put((byte) 0)
                .putInt(id)
                .put((byte) 2)
                .put((byte) 'x')
                .array();

        assertThat(deserializer(avro(Nested.class)).deserialize("edits", value)).isEqualTo(new Nested(new User("x")));
    }

    @Test
    void badRecordsAreToldFromARegistryThatIsAway() {
        WireDeserializer<Edit> edits = deserializer(avro(Edit.class));
        assertThatThrownBy(() -> edits.deserialize("edits", bytes('{', '}')))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a value of a schema registry begins with a 0 and four bytes of an id; this one has 2 bytes and"
                                + " begins with 123, so it was written without one");
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> edits.deserialize("edits", bytes(0, 0, 0, 0, 9, 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("schema 9: the schema registry at " + registry.address())
                    .hasMessageContaining("code 40403: Schema 9 not found");
        }
        assertThat(registry.requests).as("remembered").containsExactly("GET /schemas/ids/9");

        int json = registry.put("JSON", "{}");
        assertThatThrownBy(() -> edits.deserialize("edits", bytes(0, 0, 0, 0, json, 1)))
                .hasMessage("schema " + json + ": it is one of JSON, and one of Avro is expected");
        int broken = registry.put("AVRO", "{\"type\":\"nothing\"}");
        assertThatThrownBy(() -> edits.deserialize("edits", bytes(0, 0, 0, 0, broken, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("it is no schema of Avro");
        int misfit = registry.put("AVRO", "{\"type\":\"record\",\"name\":\"E\",\"fields\":[]}");
        assertThatThrownBy(() -> edits.deserialize("edits", bytes(0, 0, 0, 0, misfit, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'user' is not in the schema of E");

        registry.failing = 3;
        byte[] written = serializer(avro(Edit.class), false).serialize("edits", new Edit("a", 1));
        registry.failing = 4;
        WireDeserializer<Edit> others = deserializer(avro(Edit.class));
        assertThatThrownBy(() -> others.deserialize("edits", written))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("does not answer \"schemas/ids/" + written[4] + "\" after 4 tries: status 503");
        assertThat(others.deserialize("edits", written)).isEqualTo(new Edit("a", 1));
        registry.close();
        assertThatThrownBy(() -> deserializer(avro(Edit.class)).deserialize("edits", written))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("ConnectException");
    }

    @Test
    @Timeout(60)
    void anAnswerThatDoesNotEndIsNotWaitedFor() throws Exception {
        CountDownLatch tested = new CountDownLatch(1);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(task -> new Thread(task).start());
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            try {
                tested.await();
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        WireDeserializer<Edit> waiting = new WireDeserializer<>(
                new RegistryClient(new RegistrySettings(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                        new java.util.LinkedHashMap<>(),
                        java.time.Duration.ofMillis(300),
                        1,
                        java.time.Duration.ZERO,
                        false)),
                avro(Edit.class));

        assertThatThrownBy(() -> waiting.deserialize("edits", bytes(0, 0, 0, 0, 1, 1)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("after 2 tries");
        tested.countDown();
        server.stop(0);
    }

    /** As of a proxy while the registry is away, or at another path. */
    @Test
    void aPageThatIsNotThereIsNoBadRecord() {
        WireDeserializer<Edit> lost = new WireDeserializer<>(
                new RegistryClient(new RegistrySettings(
                        URI.create(registry.address() + "/elsewhere"),
                        new java.util.LinkedHashMap<>(),
                        SchemaRegistry.TIMEOUT,
                        0,
                        java.time.Duration.ZERO,
                        false)),
                avro(Edit.class));
        assertThatThrownBy(() -> lost.deserialize("edits", bytes(0, 0, 0, 0, 1, 1)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("with status 404: <html>no such page</html>");
    }

    @Test
    void whatTheRegistryRefusesIsSaid() {
        assertThatThrownBy(() -> serializer(avro(Edit.class), false).serialize("strict", new Edit("a", 1)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("the schema of subject strict-value: ")
                .hasMessageContaining("Schema being registered is incompatible");
        RegistryClient asking = new RegistryClient(new RegistrySettings(
                registry.address(),
                new java.util.LinkedHashMap<>(),
                SchemaRegistry.TIMEOUT,
                0,
                java.time.Duration.ZERO,
                false));
        assertThatThrownBy(() -> new WireSerializer<>(asking, avro(Edit.class)).serialize("edits", new Edit("a", 1)))
                .hasMessageContaining("Subject 'edits-value' not found");
    }

    /** What is damaged is a record or a clear error. */
    @Test
    void damagedBytesAreClearErrors() {
        WireDeserializer<Duration> durations = deserializer(protobuf(Duration.class));
        byte[] written = serializer(protobuf(Duration.class), false)
                .serialize(
                        "durations",
                        Duration.newBuilder().setSeconds(1L << 40).setNanos(77).build());
        java.util.Random random = new java.util.Random(1);
        for (int i = 0; i < 5_000; i++) {
            byte[] damaged = Arrays.copyOf(written, written.length - random.nextInt(3));
            // The id stays: each other one would be a request.
            damaged[random.nextInt(damaged.length - 5) + 5] = (byte) random.nextInt();
            try {
                durations.deserialize("durations", damaged);
            } catch (IllegalArgumentException clear) {
                assertThat(clear).hasMessageStartingWith("schema 1: ");
            }
        }
    }

    @Test
    void misuseIsSaidAtOnce() {
        assertThatThrownBy(() -> SchemaRegistry.at(URI.create("ftp://host")))
                .hasMessageStartingWith("the address of a registry has http or https and a host");
        assertThatThrownBy(() -> SchemaRegistry.at(URI.create("http://me:secret@host")))
                .hasMessageNotContaining("secret");
        SchemaRegistry some = SchemaRegistry.at(URI.create("http://host:8081/path"));
        assertThatThrownBy(() -> some.retries(21, java.time.Duration.ZERO)).hasMessageContaining("got 21");
        assertThatThrownBy(() -> some.timeout(java.time.Duration.ZERO)).hasMessageContaining("longer than 0");
        assertThat(some.header("Authorization", "secret").toString())
                .isEqualTo("schema registry at http://host:8081/path");
    }
}
