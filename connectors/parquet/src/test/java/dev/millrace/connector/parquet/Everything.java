package dev.millrace.connector.parquet;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A record with all types of fields. */
record Everything(
        int id,
        boolean flag,
        byte tiny,
        short small,
        long large,
        float single,
        double twice,
        String text,
        Color color,
        Instant moment,
        LocalDateTime dateTime,
        LocalDate date,
        LocalTime time,
        UUID uuid,
        @Nullable Integer box,
        @Nullable String mayBeNull,
        Optional<Long> optional,
        @Nullable Boolean mayBeFlag) {

    enum Color {
        RED,
        GREEN,
        BLUE
    }

    static Everything random(int id, Random random) {
        Instant moment = Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000) * 1_000L);
        return new Everything(
                id,
                random.nextBoolean(),
                (byte) random.nextInt(),
                (short) random.nextInt(),
                random.nextLong(),
                random.nextFloat(),
                random.nextDouble(),
                "text \u00e9\u4e2d " + random.nextInt(50),
                Color.values()[random.nextInt(3)],
                moment,
                LocalDateTime.of(2020, 1, 1, 0, 0).plusNanos(random.nextLong() / 1_000_000 * 1_000),
                LocalDate.ofEpochDay(random.nextInt(100_000) - 50_000),
                LocalTime.ofNanoOfDay(random.nextInt(86_400_000) * 1_000_000L).truncatedTo(ChronoUnit.MICROS),
                new UUID(random.nextLong(), random.nextLong()),
                random.nextInt(4) == 0 ? null : random.nextInt(),
                random.nextBoolean() ? null : "x".repeat(random.nextInt(20)),
                random.nextInt(3) == 0 ? Optional.empty() : Optional.of(random.nextLong()),
                random.nextBoolean() ? null : random.nextBoolean());
    }
}
