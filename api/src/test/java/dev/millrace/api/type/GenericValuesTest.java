package dev.millrace.api.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Values are read by their schemas alone. */
class GenericValuesTest {

    private enum Level {
        LOW,
        HIGH
    }

    private record Part(int number, Level level) implements Comparable<Part> {
        @Override
        public int compareTo(Part other) {
            return Integer.compare(number, other.number);
        }
    }

    private record Whole(
            String name,
            Object content,
            double share,
            @Nullable Part rest) {}

    private record Opaque(long number) {}

    private static @Nullable Object generic(Stored stored) {
        BinaryInput in = new BinaryInput(stored.values());
        Object value = ValueDecoder.generic(new BinaryInput(stored.schemas())).read(in);
        assertThat(in.remaining()).isZero();
        return value;
    }

    private static String printed(Object value) {
        return String.valueOf(generic(Stored.of(value)));
    }

    @Test
    void recordsAreTheirFieldsByName() {
        Whole whole = new Whole("w", List.of(new Part(1, Level.LOW)), 0.5, null);
        Object read = generic(Stored.of(whole));
        assertThat(read)
                .hasToString("Whole[name=w, content=[Part[number=1, level=LOW]], share=0.5, rest=null]")
                .isInstanceOfSatisfying(GenericRecord.class, record -> {
                    assertThat(record.className()).isEqualTo(Whole.class.getName());
                    assertThat(record.fields()).containsOnlyKeys("name", "content", "share", "rest");
                    assertThat(record.fields()).containsEntry("share", 0.5);
                })
                .isEqualTo(generic(Stored.of(whole)));
    }

    @Test
    void whatComparesElementsComesInItsOrder() {
        TreeSet<Part> parts = new TreeSet<>(Comparator.reverseOrder());
        parts.addAll(List.of(new Part(1, Level.LOW), new Part(2, Level.HIGH)));
        assertThat(printed(parts)).isEqualTo("[Part[number=2, level=HIGH], Part[number=1, level=LOW]]");
        assertThat(printed(new TreeMap<>(Map.of(new Part(1, Level.LOW), 5))))
                .isEqualTo("{Part[number=1, level=LOW]=5}");
        assertThat(printed(EnumSet.allOf(Level.class))).isEqualTo("[LOW, HIGH]");
        assertThat(printed(EnumSet.noneOf(Level.class))).isEqualTo("[]");
        assertThat(printed(new Level[] {Level.HIGH, null})).isEqualTo("[HIGH, null]");
        assertThat(printed(Duration.ofSeconds(3))).isEqualTo("PT3S");
    }

    @Test
    void whatACodecWroteIsShownAsBytes() {
        Codecs codecs = Codecs.STANDARD.with(Opaque.class, new Codec<>() {
            @Override
            public void write(Opaque value, BinaryOutput out) {
                out.writeInt((int) value.number());
            }

            @Override
            public Opaque read(BinaryInput in) {
                throw new AssertionError("not asked");
            }
        });
        ValueEncoder encoder = new ValueEncoder(codecs);
        BinaryOutput values = new BinaryOutput();
        encoder.write(new Opaque(258), values);
        BinaryOutput schemas = new BinaryOutput();
        encoder.writeSchemas(schemas);
        assertThat(generic(new Stored(schemas.toByteArray(), values.toByteArray())))
                .hasToString("Opaque[0x00000102]");
    }

    @Test
    void allValuesCanBeRead() {
        for (long seed = 0; seed < 1_000; seed++) {
            Stored stored = Stored.of(new RandomValues(seed).next());
            assertThat(String.valueOf(generic(stored))).as("seed %d", seed).isNotNull();
        }
    }

    @Test
    void damagedBytesAreReadOrRefusedAndNothingWorse() {
        for (long seed = 0; seed < 3_000; seed++) {
            Stored stored = Stored.of(new RandomValues(seed % 500).next());
            Random random = new Random(seed);
            byte[] schemas = HostileBytesTest.damaged(stored.schemas(), random);
            byte[] values = random.nextBoolean() ? stored.values() : HostileBytesTest.damaged(stored.values(), random);
            try {
                Object read = ValueDecoder.generic(new BinaryInput(schemas)).read(new BinaryInput(values));
                assertThat(String.valueOf(read)).isNotNull();
            } catch (CorruptDataException refused) {
                assertThat(refused).hasMessageMatching("(?s).+");
            } catch (RuntimeException | Error other) {
                fail("seed " + seed, other);
            }
        }
    }
}
