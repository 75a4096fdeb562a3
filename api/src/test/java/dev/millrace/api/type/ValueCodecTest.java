package dev.millrace.api.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ValueCodecTest {

    sealed interface Shape permits Circle, Square {}

    record Circle(double radius) implements Shape {}

    record Square(int side, @Nullable Shape inside) implements Shape {}

    enum Color {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "green";
            }
        }
    }

    record Pair<A, B>(A first, B second) {}

    record All(boolean a, byte b, short c, char d, int e, long f, float g, double h, String i, Color j, Instant k) {}

    record Closed(Object held) {}

    static List<Object> values() {
        return List.of(
                true,
                (byte) -1,
                (short) -300,
                'x',
                42,
                Long.MIN_VALUE,
                1.5f,
                -0.0,
                Double.NaN,
                "",
                "grüße \uD83D\uDE00",
                new BigInteger("-123456789012345678901234567890"),
                new BigDecimal("-12.3400"),
                new UUID(1, -2),
                Instant.parse("2020-01-01T00:00:00.123456789Z"),
                Duration.ofNanos(-1),
                LocalDate.of(-5, 1, 31),
                LocalDateTime.parse("2020-02-29T23:59:59.5"),
                ZonedDateTime.parse("2020-10-25T02:30:00+01:00[Europe/Paris]"),
                ZoneId.of("Asia/Tokyo"),
                YearMonth.of(2020, 2),
                Color.RED,
                Color.GREEN,
                Optional.of(List.of(1L, 2L)),
                Optional.empty(),
                OptionalLong.of(7),
                new Circle(2),
                new Square(1, new Square(2, new Circle(0.5))),
                new Square(3, null),
                new Pair<>("key", Map.of("a", 1, "b", 2)),
                new Pair<>(null, new Pair<>(Set.of(1), null)),
                new All(true, (byte) 1, (short) 2, '3', 4, 5, 6, 7, "8", Color.GREEN, Instant.EPOCH),
                new ArrayList<>(Arrays.asList(1, null, "x")),
                new TreeMap<>(Map.of("b", 1, "a", 2)),
                new LinkedHashMap<>(Map.of(1, new ArrayList<>())),
                Map.entry("k", 1));
    }

    @ParameterizedTest
    @MethodSource("values")
    void comesBackEqual(Object value) {
        Object back = copy(value);

        assertThat(back).isEqualTo(value);
        if (value.getClass().getName().matches("java.util.(ArrayList|TreeMap|LinkedHashMap)")) {
            assertThat(back).hasSameClassAs(value);
        }
    }

    @Test
    void arraysComeBack() {
        assertThat(copy(new long[] {1, -2})).isEqualTo(new long[] {1, -2});
        assertThat(copy("bytes".getBytes(StandardCharsets.UTF_8))).isEqualTo("bytes".getBytes(StandardCharsets.UTF_8));
        assertThat(copy(new String[][] {{"a", null}, {}})).isEqualTo(new String[][] {{"a", null}, {}});
    }

    @Test
    void aQueueKeepsItsOrder() {
        ArrayDeque<Integer> queue = new ArrayDeque<>(List.of(3, 1, 2));

        assertThat(copy(queue))
                .isInstanceOf(ArrayDeque.class)
                .extracting(Object::toString)
                .isEqualTo("[3, 1, 2]");
    }

    @Test
    void whatCannotBeStoredIsNamedWithThePathToIt() {
        assertThatThrownBy(() -> copy(new Pair<>(1, new Closed(new Thread()))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Pair.second.held: java.lang.Thread cannot be stored; make it a record, or"
                        + " give a codec for it by pipeline.codec(Thread.class, ...)");
        assertThatThrownBy(() -> copy(new TreeMap<String, Integer>(Comparator.comparing(String::length))))
                .hasMessageContaining("with a comparator cannot be stored");
        List<Object> itself = new ArrayList<>();
        itself.add(itself);
        assertThatThrownBy(() -> copy(itself)).hasMessageContaining("nested deeper than 200");
    }

    @Test
    void ownCodecsAreUsed() {
        Codecs codecs = Codecs.STANDARD.with(StringBuilder.class, new Codec<>() {
            @Override
            public void write(StringBuilder value, BinaryOutput out) {
                out.writeString(value.toString());
            }

            @Override
            public StringBuilder read(BinaryInput in) {
                return new StringBuilder(in.readString());
            }
        });
        ValueEncoder encoder = new ValueEncoder(codecs);
        BinaryOutput bytes = new BinaryOutput();
        encoder.write(new Pair<>(new StringBuilder("built"), 2), bytes);
        BinaryOutput schemas = new BinaryOutput();
        encoder.writeSchemas(schemas);

        Object back = new ValueDecoder(new BinaryInput(schemas.toByteArray()), codecs)
                .read(new BinaryInput(bytes.toByteArray()));

        assertThat(back).hasToString("Pair[first=built, second=2]");
        assertThatThrownBy(() -> new ValueDecoder(new BinaryInput(schemas.toByteArray()))
                        .read(new BinaryInput(bytes.toByteArray())))
                .hasMessageContaining("codec that is not given any more");
        new ValueDecoder(new BinaryInput(schemas.toByteArray())).skip(new BinaryInput(bytes.toByteArray()));
    }

    private static Object copy(Object value) {
        ValueEncoder encoder = new ValueEncoder();
        BinaryOutput bytes = new BinaryOutput();
        encoder.write(value, bytes);
        BinaryOutput schemas = new BinaryOutput();
        encoder.writeSchemas(schemas);
        BinaryInput in = new BinaryInput(bytes.toByteArray());
        Object back = new ValueDecoder(new BinaryInput(schemas.toByteArray())).read(in);
        assertThat(in.remaining()).isZero();
        assertThat(back).isNotNull();
        return back;
    }
}
