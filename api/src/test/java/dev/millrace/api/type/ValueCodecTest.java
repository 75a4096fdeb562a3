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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
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
                .hasMessageContaining(
                        "Pair.second: Closed.held: java.lang.Thread cannot be stored; make it a record, or"
                                + " give a codec for it by pipeline.codec(Thread.class, ...)");
        assertThatThrownBy(() -> copy(new TreeMap<>(Map.of("a", 1)).descendingMap()))
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

    // What was stored as one class is read as another by a schema with the other's name in it, of the same length.

    record OldUser(String name, int age, List<String> tags, Circle gone) {}

    record NewUser(
            long age,
            @FormerName("name") String nick,
            @DefaultValue("7") int level,
            Optional<String> mail) {}

    record BadUser(String name, int age, int level) {}

    record NotUser(String name, String age) {}

    @Test
    void classesMayChange() {
        OldUser stored = new OldUser("ann", 30, List.of("x"), new Circle(1));

        assertThat(readAs(stored, "OldUser", "NewUser")).isEqualTo(new NewUser(30, "ann", 7, Optional.empty()));
        assertThatThrownBy(() -> readAs(stored, "OldUser", "BadUser"))
                .hasMessageContaining("BadUser.level was added after values had been stored, and has no default");
        assertThatThrownBy(() -> readAs(stored, "OldUser", "NotUser"))
                .hasMessageContaining("NotUser.age was stored as INT, which does not become a String by itself");
        assertThatThrownBy(() -> readAs(stored, "OldUser", "GonUser"))
                .hasMessageContaining("there is no such record any more");
    }

    private static @Nullable Object readAs(Object stored, String then, String now) {
        ValueEncoder encoder = new ValueEncoder();
        BinaryOutput bytes = new BinaryOutput();
        encoder.write(stored, bytes);
        BinaryOutput schemas = new BinaryOutput();
        encoder.writeSchemas(schemas);
        byte[] changed = new String(schemas.toByteArray(), StandardCharsets.ISO_8859_1)
                .replace("$" + then, "$" + now)
                .getBytes(StandardCharsets.ISO_8859_1);
        return new ValueDecoder(new BinaryInput(changed)).read(new BinaryInput(bytes.toByteArray()));
    }

    @Test
    void damagedBytesAreRefusedAndNothingWorse() {
        Random random = new Random(5);
        Map<String, Integer> ends = new HashMap<>();
        for (int round = 0; round < 20_000; round++) {
            ValueEncoder encoder = new ValueEncoder();
            BinaryOutput out = new BinaryOutput();
            encoder.write(values().get(random.nextInt(values().size())), out);
            BinaryOutput schemasOut = new BinaryOutput();
            encoder.writeSchemas(schemasOut);
            byte[] bytes = damaged(out.toByteArray(), random);
            byte[] schemas =
                    random.nextBoolean() ? damaged(schemasOut.toByteArray(), random) : schemasOut.toByteArray();
            String end;
            try {
                new ValueDecoder(new BinaryInput(schemas)).read(new BinaryInput(bytes));
                end = "read";
            } catch (CorruptDataException | IllegalArgumentException refused) {
                end = refused.getClass().getSimpleName();
            } catch (RuntimeException | Error other) {
                throw new AssertionError(
                        "round " + round + ": " + Arrays.toString(schemas) + Arrays.toString(bytes), other);
            }
            ends.merge(end, 1, Integer::sum);
        }
        assertThat(ends).containsKeys("read", "CorruptDataException");
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        byte[] copy = bytes.clone();
        for (int left = 1 + random.nextInt(3); left > 0 && copy.length > 0; left--) {
            switch (random.nextInt(4)) {
                case 0 -> copy = Arrays.copyOf(copy, random.nextInt(copy.length));
                case 1 -> copy[random.nextInt(copy.length)] = (byte) 0xFF;
                case 2 -> copy = Arrays.copyOf(copy, copy.length + random.nextInt(9));
                default -> copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
            }
        }
        return copy;
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
