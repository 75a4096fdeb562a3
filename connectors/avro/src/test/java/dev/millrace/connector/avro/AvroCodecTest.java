package dev.millrace.connector.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.type.DefaultValue;
import dev.millrace.api.type.FormerName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records as bytes; Avro's own generic reader and writer are the oracle. */
class AvroCodecTest {

    record Edit(Instant time, String user, long added) {}

    record Wide(String user, int added) {}

    record Grown(
            @FormerName("user") String author,
            long added,
            @DefaultValue("7") int weight,
            @Nullable String note,
            Optional<Instant> seen) {}

    record Price(BigDecimal amount) {}

    record Node(int id, @Nullable Node next) {}

    record Strange(Object any) {}

    record Nested(List<Wide> edits) {}

    private static byte[] written(GenericRecord record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder out = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, out);
        out.flush();
        return bytes.toByteArray();
    }

    /** As text, in which Avro leaves nothing out. */
    private static String readByAvro(Schema schema, byte[] bytes) throws IOException {
        return new GenericDatumReader<GenericRecord>(schema)
                .read(null, DecoderFactory.get().binaryDecoder(bytes, null))
                .toString();
    }

    private static Schema schema(String json) {
        return new Schema.Parser().parse(json.replace('\'', '"'));
    }

    private static Schema recordOf(String fields) {
        return schema("{'type':'record','name':'Edit','fields':[" + fields + "]}");
    }

    @Test
    void bytesAreThoseOfAvro() throws Exception {
        AvroCodec<Everything> codec = AvroCodec.of(Everything.class);
        for (long seed = 0; seed < 300; seed++) {
            Everything record = Everything.random(new Random(seed), 3);
            GenericRecord generic = record.toGeneric(codec.schema());
            byte[] ours = codec.encode(record);

            assertThat(readByAvro(codec.schema(), ours))
                    .as("seed %d", seed)
                    .isEqualTo(readByAvro(codec.schema(), written(generic)));
            assertThat(codec.decode(written(generic))).as("seed %d", seed).isEqualTo(record);
            assertThat(codec.decode(ours)).as("seed %d", seed).isEqualTo(record);
        }
    }

    @Test
    void damagedBytesAreSaidToBe() {
        AvroCodec<Everything> codec = AvroCodec.of(Everything.class);
        int refused = 0;
        for (long seed = 0; seed < 5000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = codec.encode(Everything.random(random, 2));
            for (int i = random.nextInt(3); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            if (random.nextInt(4) == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            try {
                codec.decode(bytes);
            } catch (IllegalArgumentException said) {
                assertThat(said).as("seed %d", seed).hasMessageContaining("bytes are no Everything: ");
                refused++;
            } catch (RuntimeException unexpected) {
                throw new AssertionError("seed " + seed, unexpected);
            }
        }
        assertThat(refused).isGreaterThan(1000);
    }

    @Test
    void lengthsThatCannotBeAllocateNothing() throws Exception {
        AvroCodec<Wide> text = AvroCodec.of(Wide.class);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
        out.writeLong(Integer.MAX_VALUE - 8);
        assertThatThrownBy(() -> text.decode(bytes.toByteArray()))
                .hasMessage(
                        "5 bytes are no Wide: 'user' must have a length between 0 and the 0 bytes that are left, got"
                                + " 2147483639");

        AvroCodec<Nested> list = AvroCodec.of(Nested.class);
        bytes.reset();
        out.writeLong(1L << 50);
        assertThatThrownBy(() -> list.decode(bytes.toByteArray()))
                .hasMessageContaining("'edits' has 1125899906842624 items, which 0 bytes cannot hold");

        AvroCodec<Node> deep = AvroCodec.of(Node.class);
        byte[] chain = new byte[100_000];
        Arrays.fill(chain, (byte) 2); // id 1, and another one behind it
        assertThatThrownBy(() -> deep.decode(chain))
                .hasMessageContaining("has records more than 200 deep in each other");
    }

    @Test
    void schemaOfARecordIsWhatItsFieldsSay() {
        assertThat(AvroCodec.of(Grown.class).schema().toString()).isEqualTo("""
                        {"type":"record","name":"Grown","namespace":"dev.millrace.connector.avro.AvroCodecTest","fields":[\
                        {"name":"author","type":"string"},{"name":"added","type":"long"},{"name":"weight","type":"int"},\
                        {"name":"note","type":["null","string"],"default":null},{"name":"seen","type":["null",\
                        {"type":"long","logicalType":"timestamp-micros"}],"default":null}]}""");
        assertThatThrownBy(() -> Avro.schemaOf(Price.class))
                .hasMessage("'amount' is a BigDecimal, which has no schema by itself: one must say its scale; give a"
                        + " schema, or use a type that has one");
        assertThatThrownBy(() -> Avro.schemaOf(Strange.class)).hasMessageStartingWith("'any' is an Object");
        assertThatThrownBy(() -> Avro.schemaOf(String.class))
                .hasMessage("a schema is made of a record class, got java.lang.String");
    }

    @Test
    void fieldsOfAnEarlierVersionAreFoundAndOthersHaveDefaults() {
        AvroCodec<Edit> before = AvroCodec.of(Edit.class);
        byte[] bytes = before.encode(new Edit(Instant.ofEpochMilli(5), "ann", 3));

        assertThat(AvroCodec.of(Grown.class).reading(before.schema()).decode(bytes))
                .isEqualTo(new Grown("ann", 3, 7, null, Optional.empty()));
        assertThat(AvroCodec.of(Wide.class).reading(before.schema()).decode(bytes))
                .isEqualTo(new Wide("ann", 3));
        assertThatThrownBy(() -> AvroCodec.of(Edit.class)
                        .reading(AvroCodec.of(Wide.class).schema()))
                .hasMessage(
                        "'time' is not in the schema of dev.millrace.connector.avro.AvroCodecTest.Wide, whose fields"
                                + " are [user, added]; give it a @DefaultValue, mark it @Nullable, or make it an Optional");
    }

    @Test
    void numbersThatDoNotFitAreSaidWithTheirField() {
        Schema large = recordOf("{'name':'user','type':'string'},{'name':'added','type':'long'}");
        record Large(String user, long added) {}
        byte[] bytes = AvroCodec.of(Large.class, large).encode(new Large("a", 5_000_000_000L));

        assertThatThrownBy(() -> AvroCodec.of(Wide.class, large).decode(bytes))
                .hasMessageEndingWith("'added' must be an int, got 5000000000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'name':'user','type':'string'},{'name':'added','type':'string'} | 'added' is a string, which cannot be an int",
                "{'name':'user','type':'int'},{'name':'added','type':'int'} | 'user' is an int, which cannot be a String",
                "{'name':'user','type':['null','int']},{'name':'added','type':'int'} | 'user' is an int, which cannot be a String",
                "{'name':'user','type':'null'},{'name':'added','type':'null'} | 'added' is always null, and cannot be an int",
                "{'name':'user','type':{'type':'array','items':'string'}},{'name':'added','type':'int'} | 'user' is an array, which cannot be a String",
            })
    void schemaThatDoesNotFitIsSaidWithItsField(String fields, String reason) {
        assertThatThrownBy(() -> AvroCodec.of(Wide.class).reading(recordOf(fields)))
                .hasMessage(reason);
    }

    @Test
    void nestedMisfitHasItsPath() {
        Schema schema = recordOf("{'name':'edits','type':{'type':'array','items':{'type':'record','name':'W','fields':["
                + "{'name':'user','type':'string'},{'name':'added','type':'double'}]}}}");
        assertThatThrownBy(() -> AvroCodec.of(Nested.class).reading(schema))
                .hasMessage("'edits[].added' is a double, which cannot be an int");
        AvroCodec<Nested> codec = AvroCodec.of(Nested.class);
        assertThatThrownBy(() -> codec.encode(new Nested(List.of(new Wide("a", 1), new Wide(null, 2)))))
                .hasMessage("'edits[1].user' must be a string, but it is null");
    }

    @Test
    void decimalsHaveTheScaleOfTheirSchema() {
        for (String type : List.of("{'type':'bytes'", "{'type':'fixed','name':'F','size':4")) {
            Schema schema =
                    recordOf("{'name':'amount','type':" + type + ",'logicalType':'decimal','precision':6,'scale':2}}");
            AvroCodec<Price> codec = AvroCodec.of(Price.class, schema);
            for (String amount : List.of("0.00", "12.50", "-12.50", "9999.99", "-9999.99")) {
                Price price = new Price(new BigDecimal(amount));
                assertThat(codec.decode(codec.encode(price))).isEqualTo(price);
            }
            assertThatThrownBy(() -> codec.encode(new Price(new BigDecimal("0.005"))))
                    .hasMessage("'amount' must have at most 2 decimal places, got 0.005");
            assertThatThrownBy(() -> codec.encode(new Price(new BigDecimal("10000"))))
                    .hasMessage("'amount' must have at most 6 digits, got 10000");
        }
    }

    @Test
    void timesAreInTheUnitOfTheirSchema() {
        record At(Instant at) {}
        Instant time = Instant.parse("1969-12-31T23:59:59.123456789Z");
        Map<String, Instant> expected = Map.of(
                "millis", Instant.parse("1969-12-31T23:59:59.123Z"),
                "micros", Instant.parse("1969-12-31T23:59:59.123456Z"),
                "nanos", time);
        expected.forEach((unit, cut) -> {
            Schema schema = recordOf("{'name':'at','type':{'type':'long','logicalType':'timestamp-" + unit + "'}}");
            AvroCodec<At> codec = AvroCodec.of(At.class, schema);
            assertThat(codec.decode(codec.encode(new At(time))).at()).isEqualTo(cut);
        });
        assertThatThrownBy(() -> AvroCodec.of(At.class).encode(new At(Instant.MAX)))
                .hasMessageStartingWith("'at' must be a time that 64 bits of micros can count, got");
        assertThatThrownBy(() -> AvroCodec.of(At.class).reading(recordOf("{'name':'at','type':'long'}")))
                .hasMessage("'at' is a long, which cannot be an Instant");
    }

    @Test
    void fieldThatTheRecordLacksMustBeAllowedToBeNull() {
        String fields = "{'name':'user','type':'string'},{'name':'added','type':'int'},";
        assertThat(AvroCodec.of(
                                Wide.class,
                                recordOf(fields + "{'name':'more','type':['null','string'],'default':null}"))
                        .encode(new Wide("a", 1)))
                .containsExactly(2, 'a', 2, 0);
        assertThatThrownBy(() -> AvroCodec.of(Wide.class, recordOf(fields + "{'name':'more','type':'string'}")))
                .hasMessage("'more' of the schema is no field of the record, and cannot be null; add it to the record");
    }
}
