package dev.millrace.connector.avro;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** A record with a field of each kind, and what Avro's own generic records have for it. */
@SuppressWarnings("ArrayRecordComponent") // users may have them; compared by its text
record Everything(
        boolean truth,
        byte tiny,
        short small,
        int number,
        long large,
        float ratio,
        double exact,
        char letter,
        String text,
        byte[] bytes,
        Color color,
        Instant instant,
        LocalDate date,
        LocalTime time,
        LocalDateTime dateTime,
        UUID id,
        Optional<String> maybe,
        @Nullable Integer box,
        List<Inner> list,
        Map<String, Double> map,
        @Nullable Everything inside) {

    enum Color {
        RED,
        GREEN
    }

    record Inner(int depth, @Nullable String name) {}

    static Everything random(Random random, int depth) {
        List<Inner> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(new Inner(random.nextInt(), random.nextBoolean() ? null : text(random)));
        }
        Map<String, Double> map = new LinkedHashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            map.put(text(random) + i, random.nextGaussian());
        }
        byte[] bytes = new byte[random.nextInt(5)];
        random.nextBytes(bytes);
        Instant instant = Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000) * 1000L);
        return new Everything(
                random.nextBoolean(),
                (byte) random.nextInt(),
                (short) random.nextInt(),
                random.nextInt(),
                random.nextLong() >> random.nextInt(64),
                random.nextFloat(),
                random.nextGaussian(),
                (char) ('a' + random.nextInt(26)),
                text(random),
                bytes,
                Color.values()[random.nextInt(2)],
                instant,
                LocalDate.ofEpochDay(random.nextInt(100_000) - 50_000),
                LocalTime.ofNanoOfDay(random.nextInt(1_000_000_000) * 1000L % 86_400_000_000_000L),
                LocalDateTime.ofEpochSecond(random.nextInt(), 0, ZoneOffset.UTC),
                new UUID(random.nextLong(), random.nextLong()),
                random.nextBoolean() ? Optional.empty() : Optional.of(text(random)),
                random.nextBoolean() ? null : random.nextInt(),
                list,
                map,
                depth > 0 && random.nextBoolean() ? random(random, depth - 1) : null);
    }

    private static String text(Random random) {
        String letters = "ab \u00e4\u20ac\ud83d\ude00\uFFFD";
        int[] points = letters.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }

    /** As Avro's own library has it, by the specification of logical types and not by our code. */
    GenericRecord toGeneric(Schema schema) {
        GenericData.Record generic = new GenericData.Record(schema);
        generic.put("truth", truth);
        generic.put("tiny", (int) tiny);
        generic.put("small", (int) small);
        generic.put("number", number);
        generic.put("large", large);
        generic.put("ratio", ratio);
        generic.put("exact", exact);
        generic.put("letter", String.valueOf(letter));
        generic.put("text", text);
        generic.put("bytes", ByteBuffer.wrap(bytes));
        generic.put("color", new GenericData.EnumSymbol(schema.getField("color").schema(), color.name()));
        generic.put("instant", instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000);
        generic.put("date", (int) date.toEpochDay());
        generic.put("time", time.toNanoOfDay() / 1000);
        generic.put("dateTime", dateTime.toEpochSecond(ZoneOffset.UTC) * 1_000_000);
        generic.put("id", id.toString());
        generic.put("maybe", maybe.orElse(null));
        generic.put("box", box);
        Schema inner = schema.getField("list").schema().getElementType();
        List<GenericRecord> items = new ArrayList<>();
        for (Inner item : list) {
            GenericData.Record made = new GenericData.Record(inner);
            made.put("depth", item.depth());
            made.put("name", item.name());
            items.add(made);
        }
        generic.put("list", items);
        generic.put("map", map);
        generic.put("inside", inside == null ? null : inside.toGeneric(schema));
        return generic;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Everything that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** With the bytes, which records leave out. */
    @Override
    public String toString() {
        return Arrays.asList(
                        truth,
                        tiny,
                        small,
                        number,
                        large,
                        ratio,
                        exact,
                        letter,
                        text,
                        Arrays.toString(bytes),
                        color,
                        instant,
                        date,
                        time,
                        dateTime,
                        id,
                        maybe,
                        box,
                        list,
                        map,
                        inside)
                .toString();
    }
}
