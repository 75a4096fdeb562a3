package dev.millrace.api.type;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Currency;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Values of all classes that have equals and can be stored, nested in each other. */
final class RandomValues {

    enum Color {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "green";
            }
        },
        BLUE
    }

    sealed interface Figure permits Circle, Group {}

    record Circle(double radius, Color color) implements Figure {}

    record Group(String name, List<Figure> figures) implements Figure {}

    record Pair<A, B>(A first, B second) {}

    record Primitives(boolean a, byte b, short c, char d, int e, long f, float g, double h) {}

    record Boxes(@Nullable Integer number, @Nullable String text, Instant time, Optional<Duration> length) {}

    record Nothing() {}

    private final Random random;

    RandomValues(long seed) {
        random = new Random(seed);
    }

    Object next() {
        return value(random.nextInt(5));
    }

    private Object value(int depth) {
        if (depth == 0) {
            return random.nextBoolean() ? scalar() : time();
        }
        return switch (random.nextInt(4)) {
            case 0 -> record(depth - 1);
            case 1 -> single(depth - 1);
            case 2 -> map(depth - 1);
            default -> collection(depth - 1);
        };
    }

    private Object scalar() {
        return switch (random.nextInt(16)) {
            case 0 -> random.nextBoolean();
            case 1 -> (byte) random.nextInt();
            case 2 -> (short) random.nextInt();
            case 3 -> (char) random.nextInt();
            case 4 -> random.nextInt() >> random.nextInt(32);
            case 5 -> number();
            case 6 -> Float.intBitsToFloat(random.nextInt());
            case 7 -> Double.longBitsToDouble(random.nextLong());
            case 8 -> new BigInteger(random.nextInt(200), random).negate();
            case 9 -> new BigDecimal(new BigInteger(random.nextInt(200), random), random.nextInt(100) - 50);
            case 10 -> new UUID(random.nextLong(), random.nextLong());
            case 11 -> URI.create("http://example.org/" + random.nextInt(100) + "?q=%20");
            case 12 -> Currency.getInstance("EUR");
            case 13 -> BitSet.valueOf(new long[] {random.nextLong()});
            case 14 -> color();
            default -> text();
        };
    }

    private long number() {
        return random.nextLong() >> random.nextInt(64);
    }

    private Color color() {
        return Color.values()[random.nextInt(3)];
    }

    /** Of all planes, and with halves of surrogate pairs. */
    private String text() {
        return IntStream.range(0, random.nextInt(8))
                .mapToObj(i -> random.nextInt(4) > 0
                        ? String.valueOf((char) (' ' + random.nextInt(90)))
                        : Character.toString(random.nextInt(Character.MAX_CODE_POINT + 1)))
                .collect(Collectors.joining());
    }

    private Object time() {
        Instant instant = Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
        ZoneOffset offset = ZoneOffset.ofTotalSeconds(random.nextInt(100_000) - 50_000);
        LocalDateTime local = LocalDateTime.ofInstant(instant, offset);
        ZoneId zone = ZoneId.of(random.nextBoolean() ? "Europe/Paris" : "America/New_York");
        return switch (random.nextInt(17)) {
            case 0 -> instant;
            case 1 -> Duration.ofSeconds(random.nextInt(), random.nextInt());
            case 2 -> Period.of(random.nextInt(), random.nextInt(), random.nextInt());
            case 3 -> local.toLocalDate();
            case 4 -> local.toLocalTime();
            case 5 -> local;
            case 6 -> offset;
            case 7 -> OffsetDateTime.of(local, offset);
            case 8 -> OffsetTime.of(local.toLocalTime(), offset);
            case 9 -> instant.atZone(zone);
            case 10 -> zone;
            case 11 -> Year.of(random.nextInt(3000));
            case 12 -> YearMonth.from(local);
            case 13 -> MonthDay.from(local);
            case 14 -> DayOfWeek.of(1 + random.nextInt(7));
            case 15 -> LocalDate.MIN;
            default -> random.nextBoolean() ? LocalTime.MAX : ZonedDateTime.of(local, offset);
        };
    }

    private Object record(int depth) {
        return switch (random.nextInt(6)) {
            case 0 -> new Circle(random.nextDouble(), color());
            case 1 -> new Group(text(), List.of(new Circle(1, Color.RED), new Group("", List.of())));
            case 2 -> new Pair<>(value(depth), random.nextBoolean() ? null : value(depth));
            case 3 ->
                new Primitives(
                        random.nextBoolean(),
                        (byte) random.nextInt(),
                        (short) random.nextInt(),
                        (char) random.nextInt(),
                        random.nextInt(),
                        number(),
                        random.nextFloat(),
                        random.nextDouble());
            case 4 ->
                new Boxes(
                        random.nextBoolean() ? null : random.nextInt(),
                        random.nextBoolean() ? null : text(),
                        Instant.EPOCH,
                        random.nextBoolean() ? Optional.empty() : Optional.of(Duration.ofMillis(number())));
            default -> new Nothing();
        };
    }

    private Object single(int depth) {
        return switch (random.nextInt(7)) {
            case 0 -> Optional.of(value(depth));
            case 1 -> random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt());
            case 2 -> random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(number());
            case 3 -> OptionalDouble.of(random.nextDouble());
            case 4 -> Map.entry(value(depth), value(depth));
            case 5 -> new AbstractMap.SimpleEntry<>(value(depth), null);
            default -> new AbstractMap.SimpleImmutableEntry<>(null, value(depth));
        };
    }

    private List<Object> values(int depth) {
        return IntStream.range(0, random.nextInt(4)).mapToObj(i -> value(depth)).toList();
    }

    private List<String> texts() {
        return IntStream.range(0, random.nextInt(20))
                .mapToObj(i -> text())
                .distinct()
                .toList();
    }

    @SuppressWarnings("JdkObsolete") // what users have comes back
    private Object collection(int depth) {
        List<Object> values = values(depth);
        return switch (random.nextInt(16)) {
            case 0 -> values;
            case 1 -> new ArrayList<>(values);
            case 2 -> new LinkedList<>(values);
            case 3 -> Arrays.asList(values.toArray());
            case 4 -> grown(values);
            case 5 -> new LinkedHashSet<>(values);
            case 6 -> Set.copyOf(values);
            case 7 -> new TreeSet<>(texts());
            case 8 ->
                texts().stream().collect(Collectors.toCollection(() -> new TreeSet<>(Collections.reverseOrder())));
            case 9 -> new ConcurrentSkipListSet<>(texts());
            case 10 -> new CopyOnWriteArrayList<>(values);
            case 11 -> random.nextBoolean() ? EnumSet.noneOf(Color.class) : EnumSet.of(color(), color());
            case 12 -> Collections.unmodifiableSortedSet(new TreeSet<>(texts()));
            case 13 -> new ArrayList<>(values).subList(0, values.size() / 2);
            case 14 -> Collections.nCopies(2, value(depth));
            default -> Collections.singleton(value(depth));
        };
    }

    private Object map(int depth) {
        Map<Object, Object> values = new LinkedHashMap<>();
        values(depth).forEach(key -> values.put(key, value(depth)));
        Map<String, Object> byText = new LinkedHashMap<>();
        texts().forEach(key -> byText.put(key, value(depth)));
        return switch (random.nextInt(8)) {
            case 0 -> grown(values);
            case 1 -> values;
            case 2 -> Map.copyOf(values);
            case 3 -> new TreeMap<>(byText);
            case 4 -> new ConcurrentSkipListMap<>(byText);
            case 5 -> new ConcurrentHashMap<>(Map.of(text(), value(depth)));
            case 6 -> Collections.unmodifiableSortedMap(new TreeMap<>(byText));
            default -> Collections.unmodifiableMap(values);
        };
    }

    /** One by one: a hash table that was made larger than it needs has an order that it cannot get again. */
    private static Set<Object> grown(List<Object> values) {
        Set<Object> set = new HashSet<>();
        values.forEach(set::add);
        return set;
    }

    private static Map<Object, Object> grown(Map<Object, Object> values) {
        Map<Object, Object> map = new HashMap<>();
        values.forEach(map::put);
        return map;
    }
}
