package dev.millrace.api.type;

import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A hash of keys by their content that is the same in every process, unlike {@link Object#hashCode()}.
 *
 * <p>It decides which worker owns a key, so it must not change between a run and its restart: enums, for example, hash
 * by identity and are taken by name here. Supported are primitives, strings, enums, {@link UUID}, {@code java.time},
 * big numbers, and records, lists and optionals of supported types. Anything else is refused: a key whose
 * equality or hash nobody defined loses results without a sound.
 *
 * <p>Thread-safe. The mixing function is the finalizer of MurmurHash3 (Austin Appleby, public domain) with the
 * constants of David Stafford's "Mix13".
 */
public final class StableHash {

    private static final long SEED = 0x9E3779B97F4A7C15L;

    private static final Set<Class<?>> HASHED_BY_TEXT = Set.of(
            BigInteger.class,
            BigDecimal.class,
            Duration.class,
            LocalDate.class,
            LocalDateTime.class,
            LocalTime.class,
            Month.class,
            OffsetDateTime.class,
            Year.class,
            YearMonth.class,
            ZonedDateTime.class);

    private static final Set<Class<?>> HASHED_BY_BITS = Set.of(
            Long.class,
            Integer.class,
            Short.class,
            Byte.class,
            Character.class,
            Boolean.class,
            Double.class,
            Float.class,
            String.class,
            UUID.class,
            Instant.class);

    private static final ClassValue<RecordFields> FIELDS = new ClassValue<>() {
        @Override
        protected RecordFields computeValue(Class<?> type) {
            return RecordFields.of(type);
        }
    };

    private StableHash() {}

    /**
     * The hash of a {@code long}, and of every smaller integer with the same value.
     *
     * @param key the key
     * @return all 64 bits well mixed
     */
    public static long of(long key) {
        long h = key + SEED;
        h = (h ^ (h >>> 30)) * 0xBF58476D1CE4E5B9L;
        h = (h ^ (h >>> 27)) * 0x94D049BB133111EBL;
        return h ^ (h >>> 31);
    }

    /**
     * The hash of any supported key.
     *
     * @param key the key, not null
     * @return all 64 bits well mixed; equal keys have equal hashes
     * @throws IllegalArgumentException if the type is not supported, with the path to the offending part
     */
    public static long of(Object key) {
        if (key instanceof String text) {
            return ofText(text);
        }
        if (key instanceof Long || key instanceof Integer || key instanceof Short || key instanceof Byte) {
            return of(((Number) key).longValue());
        }
        if (key instanceof Record) {
            return ofParts(FIELDS.get(key.getClass()).values(key));
        }
        if (key instanceof Enum<?> constant) {
            return ofText(constant.name());
        }
        if (key instanceof UUID id) {
            return of(id.getMostSignificantBits() ^ of(id.getLeastSignificantBits()));
        }
        if (key instanceof Instant instant) {
            return of(instant.getEpochSecond() ^ of(instant.getNano()));
        }
        if (key instanceof Boolean bit) {
            return of(bit ? 1L : 0L);
        }
        if (key instanceof Character letter) {
            return of((long) letter);
        }
        if (key instanceof Double number) {
            return of(Double.doubleToLongBits(number));
        }
        if (key instanceof Float number) {
            return of(Float.floatToIntBits(number));
        }
        if (key instanceof List<?> list) {
            return ofParts(list.toArray());
        }
        if (key instanceof Optional<?> optional) {
            return ofParts(optional.stream().toArray());
        }
        if (HASHED_BY_TEXT.contains(key.getClass()) || key instanceof ZoneId) {
            return ofText(key.toString());
        }
        throw new IllegalArgumentException(refusal(key.getClass(), "key"));
    }

    /**
     * Checks a type of keys before any key is there.
     *
     * @param type the type; an interface or abstract class other than a list, of which nothing is known, passes
     * @throws IllegalArgumentException if no key of this type can be hashed, with the path to the offending part, or if
     *     the fields of a record cannot be read
     */
    public static void requireSupported(Class<?> type) {
        requireSupported(type, "key", new HashSet<>());
    }

    private static void requireSupported(Class<?> type, String path, Set<Class<?>> visited) {
        boolean isOpen = !type.isArray() && (type.isInterface() || Modifier.isAbstract(type.getModifiers()));
        if (type.isRecord()) {
            if (visited.add(type)) {
                // Refuses a record in a module that keeps its fields to itself.
                FIELDS.get(type);
                for (RecordComponent component : type.getRecordComponents()) {
                    requireSupported(component.getType(), path + "." + component.getName(), visited);
                }
            }
            return;
        }
        boolean isSupported = type.isPrimitive()
                || type.isEnum()
                || type == Object.class
                || type == Optional.class
                || isOpen
                || List.class.isAssignableFrom(type)
                || ZoneId.class.isAssignableFrom(type)
                || HASHED_BY_BITS.contains(type)
                || HASHED_BY_TEXT.contains(type);
        if (!isSupported) {
            throw new IllegalArgumentException(refusal(type, path));
        }
    }

    private static String refusal(Class<?> type, String path) {
        String wayOut = type.isArray()
                ? "arrays are equal by identity only; use a List, or a record of its parts"
                : "use a primitive, String, enum, UUID, java.time type, or a record or List of those";
        return "a key must have a stable hash, but " + path + " has type " + type.getTypeName() + ": " + wayOut;
    }

    /** Four characters a step: one multiplication for each would cost three times as much. */
    private static long ofText(String text) {
        int length = text.length();
        long h = SEED ^ length;
        int i = 0;
        for (; i + 4 <= length; i += 4) {
            long four = text.charAt(i)
                    | (long) text.charAt(i + 1) << 16
                    | (long) text.charAt(i + 2) << 32
                    | (long) text.charAt(i + 3) << 48;
            h = Long.rotateLeft((h ^ four) * 0xBF58476D1CE4E5B9L, 29);
        }
        for (; i < length; i++) {
            h = Long.rotateLeft((h ^ text.charAt(i)) * 0x94D049BB133111EBL, 31);
        }
        return of(h);
    }

    private static long ofParts(Object[] parts) {
        long h = SEED ^ parts.length;
        for (Object part : parts) {
            h = of(h ^ (part == null ? SEED : of(part)));
        }
        return h;
    }
}
