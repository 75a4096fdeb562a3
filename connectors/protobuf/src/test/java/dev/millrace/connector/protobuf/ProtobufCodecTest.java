package dev.millrace.connector.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.UninterpretedOption;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import dev.millrace.api.aggregate.Aggregates;
import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.window.Windows;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Messages both ways; generated classes and descriptors of the same types are each other's oracle. */
class ProtobufCodecTest {

    private static ProtobufCodec<DynamicMessage> orders() {
        return ProtobufCodec.dynamic(ShopFile.set().toByteArray(), ShopFile.ORDER);
    }

    @Test
    void whatIsWrittenIsRead() {
        ProtobufCodec<DynamicMessage> codec = orders();
        for (int seed = 0; seed < 200; seed++) {
            DynamicMessage order = ShopFile.random(codec.descriptor(), new Random(seed));
            assertThat(codec.decode(codec.encode(order))).as("seed %d", seed).isEqualTo(order);
        }
    }

    private static Value randomValue(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 3 : 5)) {
            case 0 -> Value.newBuilder().setBoolValue(random.nextBoolean()).build();
            case 1 -> Value.newBuilder().setNumberValue(random.nextDouble()).build();
            case 2 ->
                Value.newBuilder().setStringValue("text " + random.nextInt()).build();
            case 3 -> {
                ListValue.Builder values = ListValue.newBuilder();
                IntStream.range(0, random.nextInt(4)).forEach(i -> values.addValues(randomValue(random, depth - 1)));
                yield Value.newBuilder().setListValue(values).build();
            }
            default -> {
                Struct.Builder fields = Struct.newBuilder();
                IntStream.range(0, random.nextInt(4))
                        .forEach(i -> fields.putFields("field " + i, randomValue(random, depth - 1)));
                yield Value.newBuilder().setStructValue(fields).build();
            }
        };
    }

    @Test
    void classesAndDescriptorsReadEachOthersBytes() {
        ProtobufCodec<Value> generated = ProtobufCodec.of(Value.class);
        ProtobufCodec<DynamicMessage> dynamic = ProtobufCodec.dynamic(Value.getDescriptor());
        for (int seed = 0; seed < 200; seed++) {
            Value value = randomValue(new Random(seed), 5);
            DynamicMessage same = dynamic.decode(generated.encode(value));
            assertThat(generated.decode(dynamic.encode(same)))
                    .as("seed %d", seed)
                    .isEqualTo(value);
        }
    }

    /** What is damaged gives another message or a clear error, and nothing else. */
    @Test
    void damagedBytesGiveAMessageOrAClearError() {
        ProtobufCodec<DynamicMessage> codec = orders();
        int refused = 0;
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = codec.encode(ShopFile.random(codec.descriptor(), new Random(seed % 50)));
            for (int changes = 1 + random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            int count = random.nextInt(4) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
            try {
                codec.decode(bytes, 0, count);
            } catch (IllegalArgumentException clear) {
                assertThat(clear).as("seed %d", seed).hasMessageStartingWith(count + " bytes are no shop.Order: ");
                refused++;
            }
        }
        assertThat(refused).isBetween(1_000, 19_000);
    }

    private static Value nested(int depth) {
        Value value = Value.newBuilder().setBoolValue(true).build();
        for (int level = 1; level < depth; level += 2) {
            value = Value.newBuilder()
                    .setListValue(ListValue.newBuilder().addValues(value))
                    .build();
        }
        return value;
    }

    @Test
    void depthAndSizeHaveLimits() {
        ProtobufCodec<Value> codec = ProtobufCodec.of(Value.class).depthMax(11);
        Value shallow = nested(11);
        Value deep = nested(13);
        assertThat(codec.decode(codec.encode(shallow))).isEqualTo(shallow);
        assertThatThrownBy(() -> codec.decode(codec.encode(deep)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bytes are no google.protobuf.Value: ")
                .hasMessageContaining("levels of nesting");

        // Groups that no schema knows.
        byte[] groups = new byte[100_000];
        Arrays.fill(groups, (byte) (15 << 3 | 3));
        assertThatThrownBy(() -> ProtobufCodec.of(Timestamp.class).decode(groups))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("levels of nesting");

        ProtobufCodec<StringValue> small = ProtobufCodec.of(StringValue.class).bytesMax(10);
        byte[] most = small.encode(StringValue.of("x".repeat(8)));
        assertThat(most).hasSize(10);
        assertThatThrownBy(() -> small.encode(StringValue.of("x".repeat(9))))
                .hasMessage("a google.protobuf.StringValue has 11 bytes, and may have 10; see bytesMax(...)");
        assertThatThrownBy(() -> small.decode(new byte[11]))
                .hasMessage("11 bytes are more than a google.protobuf.StringValue may have, 10; see bytesMax(...)");
    }

    @Test
    void aRequiredFieldThatIsMissingIsNamed() {
        assertThatThrownBy(() ->
                        ProtobufCodec.of(UninterpretedOption.NamePart.class).decode(new byte[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name_part");
    }

    @Test
    void misuseIsSaidAtOnce() {
        byte[] set = ShopFile.set().toByteArray();
        assertThatThrownBy(() -> ProtobufCodec.of(Message.class)).hasMessageContaining("is not generated by protoc");
        assertThatThrownBy(() -> ProtobufCodec.dynamic(set, "shop.Nothing"))
                .hasMessage("there is no message type shop.Nothing in the files [shop.proto, base.proto]");
        assertThat(ProtobufCodec.dynamic(set, "shop.Order.Line").descriptor().getFullName())
                .isEqualTo("shop.Order.Line");
        byte[] alone = FileDescriptorSet.newBuilder()
                .addFile(ShopFile.set().getFile(0))
                .build()
                .toByteArray();
        assertThatThrownBy(() -> ProtobufCodec.dynamic(alone, "shop.Order")).hasMessageContaining("--include_imports");
        assertThatThrownBy(() -> ProtobufCodec.dynamic(new byte[] {1, 2}, "shop.Order"))
                .hasMessageStartingWith("2 bytes are no set of descriptors: ");
        assertThatThrownBy(() -> orders().encode(DynamicMessage.getDefaultInstance(DescriptorProto.getDescriptor())))
                .hasMessage("a message of type google.protobuf.DescriptorProto is no shop.Order");
        assertThatThrownBy(() -> orders().bytesMax(0)).hasMessage("bytesMax must be at least 1, got 0");
        assertThatThrownBy(() -> orders().depthMax(1001)).hasMessage("depthMax must be between 1 and 1000, got 1001");
    }

    /** In the state of aggregates, over checkpoints and crashes. */
    @Test
    @SuppressWarnings("ProtoTimestampGetSecondsGetNano") // nanoseconds are what the test counts with
    void messagesAreStoredInState() {
        List<Timestamp> times = IntStream.range(0, 300)
                .mapToObj(i ->
                        Timestamp.newBuilder().setSeconds(i % 7).setNanos(i).build())
                .toList();
        for (int seed = 0; seed < 3; seed++) {
            CollectingSink<String> last = new CollectingSink<>();
            Pipeline pipeline = Pipeline.named("messages").codec(Timestamp.class, ProtobufCodec.of(Timestamp.class));
            pipeline.read("times", ListSource.of(times).eventTimeMillis(Timestamp::getSeconds))
                    .keyBy(Timestamp::getSeconds)
                    .window(Windows.tumbling(Duration.ofHours(1)))
                    .aggregate("last", Aggregates.maxBy(Timestamp::getNanos))
                    .map(result -> result.key() + "=" + result.value().getNanos())
                    .write("written", last);
            TestRun.of(pipeline).workers(2).seed(seed).crashes(2).start().runToEnd();
            assertThat(last.records())
                    .as("seed %d", seed)
                    .containsExactlyInAnyOrder("0=294", "1=295", "2=296", "3=297", "4=298", "5=299", "6=293");
        }
    }
}
