package dev.millrace.connector.avro;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** In what a number counts time. */
enum TimeUnits {
    MILLIS(1_000),
    MICROS(1_000_000),
    NANOS(1_000_000_000);

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long SECONDS_PER_DAY = 86_400;

    private final long perSecond;

    TimeUnits(long perSecond) {
        this.perSecond = perSecond;
    }

    /** Of a logical type with a prefix; null if it is another one. */
    static @Nullable TimeUnits of(String prefix, String kind) {
        if (!kind.startsWith(prefix)) {
            return null;
        }
        return switch (kind.substring(prefix.length())) {
            case "millis" -> MILLIS;
            case "micros" -> MICROS;
            case "nanos" -> NANOS;
            default -> null;
        };
    }

    Instant instant(long count) {
        return Instant.ofEpochSecond(
                Math.floorDiv(count, perSecond), Math.floorMod(count, perSecond) * (NANOS_PER_SECOND / perSecond));
    }

    LocalDateTime dateTime(long count) {
        return LocalDateTime.ofInstant(instant(count), ZoneOffset.UTC);
    }

    LocalTime time(long count) throws InvalidAvroException {
        if (count < 0 || count >= SECONDS_PER_DAY * perSecond) {
            throw new InvalidAvroException("must be a time of day, got " + count);
        }
        return LocalTime.ofNanoOfDay(count * (NANOS_PER_SECOND / perSecond));
    }

    /** What is finer is cut off. */
    long count(Instant instant) {
        try {
            return Math.addExact(
                    Math.multiplyExact(instant.getEpochSecond(), perSecond),
                    instant.getNano() / (NANOS_PER_SECOND / perSecond));
        } catch (ArithmeticException tooFar) {
            throw new DateTimeException(
                    "must be a time that 64 bits of " + name().toLowerCase(Locale.ROOT) + " can count, got " + instant,
                    tooFar);
        }
    }

    long count(LocalDateTime dateTime) {
        return count(dateTime.toInstant(ZoneOffset.UTC));
    }

    long count(LocalTime time) {
        return time.toNanoOfDay() / (NANOS_PER_SECOND / perSecond);
    }
}
