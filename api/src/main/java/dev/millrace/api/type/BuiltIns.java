package dev.millrace.api.type;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
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
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The shapes of classes of the JDK: numbers, texts, times, collections. Their names are part of the format. */
final class BuiltIns {

    private static final Map<Class<?>, Shape> BY_CLASS = new HashMap<>();
    private static final Map<String, Shape> BY_NAME = new HashMap<>();

    private BuiltIns() {}

    private interface Writer<T> {
        void write(T value, ValueEncoder values, BinaryOutput out);
    }

    private interface Reader<T> {
        T read(ValueDecoder values, BinaryInput in);
    }

    private record BuiltIn<T>(String name, Class<T> type, Writer<T> writer, Reader<T> reader) implements Shape {

        @Override
        public int kind() {
            return BUILT_IN;
        }

        @Override
        public void writeSchema(BinaryOutput out) {
            out.writeString(name);
        }

        @Override
        public void write(Object value, ValueEncoder values, BinaryOutput out) {
            writer.write(type.cast(value), values, out);
        }

        @Override
        public Object read(ValueDecoder values, BinaryInput in) {
            try {
                return reader.read(values, in);
            } catch (CorruptDataException known) {
                throw known;
            } catch (RuntimeException refused) {
                // The classes of the JDK check what they are made of; so must we whatever they throw.
                throw new CorruptDataException("no " + name + ": " + refused.getMessage(), refused);
            }
        }

        @Override
        public void skip(ValueDecoder values, BinaryInput in) {
            read(values, in);
        }
    }

    static {
        add("boolean", Boolean.class, (v, e, out) -> out.writeBoolean(v), (d, in) -> in.readBoolean());
        add("byte", Byte.class, (v, e, out) -> out.writeByte(v), (d, in) -> (byte) in.readByte());
        add("short", Short.class, (v, e, out) -> out.writeSigned(v), (d, in) -> (short) in.readSigned());
        add("char", Character.class, (v, e, out) -> out.writeVarint(v), (d, in) -> (char) in.readVarint());
        add("int", Integer.class, (v, e, out) -> out.writeSigned(v), (d, in) -> Math.toIntExact(in.readSigned()));
        add("long", Long.class, (v, e, out) -> out.writeSigned(v), (d, in) -> in.readSigned());
        add(
                "float",
                Float.class,
                (v, e, out) -> out.writeInt(Float.floatToRawIntBits(v)),
                (d, in) -> Float.intBitsToFloat(in.readInt()));
        add("double", Double.class, (v, e, out) -> out.writeDouble(v), (d, in) -> in.readDouble());
        add("string", String.class, (v, e, out) -> out.writeString(v), (d, in) -> in.readString());
        add(
                "integer",
                BigInteger.class,
                (v, e, out) -> out.writeBytes(v.toByteArray()),
                (d, in) -> new BigInteger(in.readBytes()));
        add(
                "decimal",
                BigDecimal.class,
                (v, e, out) -> {
                    out.writeSigned(v.scale());
                    out.writeBytes(v.unscaledValue().toByteArray());
                },
                (d, in) -> {
                    int scale = Math.toIntExact(in.readSigned());
                    return new BigDecimal(new BigInteger(in.readBytes()), scale);
                });
        add(
                "uuid",
                UUID.class,
                (v, e, out) -> {
                    out.writeLong(v.getMostSignificantBits());
                    out.writeLong(v.getLeastSignificantBits());
                },
                (d, in) -> new UUID(in.readLong(), in.readLong()));
        addText("uri", URI.class, URI::create);
        addTimes();
        addOptionals();
        addCollections();
    }

    private static void addTimes() {
        add("instant", Instant.class, BuiltIns::writeInstant, (d, in) -> readInstant(in));
        add(
                "duration",
                Duration.class,
                (v, e, out) -> {
                    out.writeSigned(v.getSeconds());
                    out.writeVarint(v.getNano());
                },
                (d, in) -> Duration.ofSeconds(in.readSigned(), in.readVarint()));
        add(
                "date",
                LocalDate.class,
                (v, e, out) -> out.writeSigned(v.toEpochDay()),
                (d, in) -> LocalDate.ofEpochDay(in.readSigned()));
        add(
                "time",
                LocalTime.class,
                (v, e, out) -> out.writeVarint(v.toNanoOfDay()),
                (d, in) -> LocalTime.ofNanoOfDay(in.readVarint()));
        addText("datetime", LocalDateTime.class, LocalDateTime::parse);
        addText("offsetdatetime", OffsetDateTime.class, OffsetDateTime::parse);
        add(
                "zoneddatetime",
                ZonedDateTime.class,
                (v, e, out) -> {
                    writeInstant(v.toInstant(), e, out);
                    out.writeString(v.getZone().getId());
                },
                (d, in) -> {
                    Instant instant = readInstant(in);
                    return ZonedDateTime.ofInstant(instant, ZoneId.of(in.readString()));
                });
        addText("offset", ZoneOffset.class, ZoneOffset::of);
        add("zone", ZoneId.class, (v, e, out) -> out.writeString(v.getId()), (d, in) -> ZoneId.of(in.readString()));
        addText("period", Period.class, Period::parse);
        add(
                "year",
                Year.class,
                (v, e, out) -> out.writeSigned(v.getValue()),
                (d, in) -> Year.of(Math.toIntExact(in.readSigned())));
        addText("yearmonth", YearMonth.class, YearMonth::parse);
        addText("monthday", MonthDay.class, MonthDay::parse);
    }

    private static void writeInstant(Instant instant, ValueEncoder values, BinaryOutput out) {
        out.writeSigned(instant.getEpochSecond());
        out.writeVarint(instant.getNano());
    }

    private static Instant readInstant(BinaryInput in) {
        long seconds = in.readSigned();
        return Instant.ofEpochSecond(seconds, in.readVarint());
    }

    private static void addOptionals() {
        add(
                "optional",
                Optional.class,
                (v, e, out) -> e.write(((Optional<?>) v).orElse(null), out),
                (d, in) -> Optional.ofNullable(d.read(in)));
        add(
                "optionalint",
                OptionalInt.class,
                (v, e, out) -> {
                    out.writeBoolean(v.isPresent());
                    out.writeSigned(v.orElse(0));
                },
                (d, in) -> {
                    boolean isPresent = in.readBoolean();
                    int value = Math.toIntExact(in.readSigned());
                    return isPresent ? OptionalInt.of(value) : OptionalInt.empty();
                });
        add(
                "optionallong",
                OptionalLong.class,
                (v, e, out) -> {
                    out.writeBoolean(v.isPresent());
                    out.writeSigned(v.orElse(0));
                },
                (d, in) -> {
                    boolean isPresent = in.readBoolean();
                    long value = in.readSigned();
                    return isPresent ? OptionalLong.of(value) : OptionalLong.empty();
                });
        add(
                "optionaldouble",
                OptionalDouble.class,
                (v, e, out) -> {
                    out.writeBoolean(v.isPresent());
                    out.writeDouble(v.orElse(0));
                },
                (d, in) -> {
                    boolean isPresent = in.readBoolean();
                    double value = in.readDouble();
                    return isPresent ? OptionalDouble.of(value) : OptionalDouble.empty();
                });
    }

    @SuppressWarnings("JdkObsolete") // what a user's state is made of comes back as it was
    private static void addCollections() {
        add(
                "entry",
                Map.Entry.class,
                (v, e, out) -> {
                    e.write(v.getKey(), out);
                    e.write(v.getValue(), out);
                },
                (d, in) -> {
                    Object key = d.read(in);
                    return new AbstractMap.SimpleImmutableEntry<>(key, d.read(in));
                });
        addCollection("arraylist", ArrayList.class, ArrayList::new, list -> list);
        addCollection("linkedlist", LinkedList.class, LinkedList::new, list -> list);
        addCollection("deque", ArrayDeque.class, ArrayDeque::new, deque -> deque);
        addCollection("hashset", HashSet.class, HashSet::new, set -> set);
        addCollection("linkedhashset", LinkedHashSet.class, LinkedHashSet::new, set -> set);
        addCollection("treeset", TreeSet.class, TreeSet::new, set -> set);
        addCollection("priorityqueue", PriorityQueue.class, PriorityQueue::new, queue -> queue);
        // Of whatever class they were: these come back equal, and cannot be changed.
        addCollection("list", List.class, ArrayList::new, Collections::unmodifiableList);
        addCollection("set", Set.class, LinkedHashSet::new, Collections::unmodifiableSet);
        addMap("hashmap", HashMap.class, HashMap::new, map -> map);
        addMap("linkedhashmap", LinkedHashMap.class, LinkedHashMap::new, map -> map);
        addMap("treemap", TreeMap.class, TreeMap::new, map -> map);
        addMap("map", Map.class, LinkedHashMap::new, Collections::unmodifiableMap);
    }

    private static <T> void add(String name, Class<T> type, Writer<T> writer, Reader<? extends T> reader) {
        Shape shape = new BuiltIn<T>(name, type, writer, reader::read);
        BY_CLASS.put(type, shape);
        BY_NAME.put(name, shape);
    }

    private static <T> void addText(String name, Class<T> type, Function<String, T> parser) {
        add(name, type, (v, e, out) -> out.writeString(v.toString()), (d, in) -> parser.apply(in.readString()));
    }

    @SuppressWarnings("unchecked") // elements are written and read as objects
    private static <C extends Collection<Object>> void addCollection(
            String name,
            @SuppressWarnings("rawtypes") Class<? extends Collection> type,
            Supplier<C> empty,
            Function<C, ? extends Collection<Object>> finish) {
        add(
                name,
                (Class<Collection<Object>>) type,
                (collection, e, out) -> {
                    requireNaturalOrder(collection);
                    out.writeVarint(collection.size());
                    collection.forEach(element -> e.write(element, out));
                },
                (d, in) -> {
                    C collection = empty.get();
                    for (int left = in.readCount(1); left > 0; left--) {
                        collection.add(element(d, in));
                    }
                    return finish.apply(collection);
                });
    }

    @SuppressWarnings("NullAway") // collections that take no null throw, which is what damaged bytes deserve
    private static Object element(ValueDecoder values, BinaryInput in) {
        return values.read(in);
    }

    private static void requireNaturalOrder(Object collection) {
        boolean hasComparator = collection instanceof java.util.SortedSet<?> set && set.comparator() != null
                || collection instanceof PriorityQueue<?> queue && queue.comparator() != null
                || collection instanceof java.util.SortedMap<?, ?> map && map.comparator() != null;
        if (hasComparator) {
            throw new IllegalArgumentException(
                    "a " + collection.getClass().getSimpleName() + " with a comparator cannot be"
                            + " stored, since a comparator is code; use natural order, or give a codec for the class around it");
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // entries are written and read as objects
    private static <M extends Map<Object, Object>> void addMap(
            String name,
            @SuppressWarnings("rawtypes") Class<? extends Map> type,
            Supplier<M> empty,
            Function<M, ? extends Map<Object, Object>> finish) {
        add(
                name,
                (Class<Map<Object, Object>>) type,
                (map, e, out) -> {
                    requireNaturalOrder(map);
                    out.writeVarint(map.size());
                    map.forEach((key, value) -> {
                        e.write(key, out);
                        e.write(value, out);
                    });
                },
                (d, in) -> {
                    M map = empty.get();
                    for (int left = in.readCount(2); left > 0; left--) {
                        Object key = element(d, in);
                        map.put(key, element(d, in));
                    }
                    return finish.apply(map);
                });
    }

    /** The shape of a class, or null if it is none of these. */
    static @Nullable Shape of(Class<?> type) {
        Shape exact = BY_CLASS.get(type);
        if (exact != null) {
            return exact;
        }
        for (Class<?> known : List.of(ZoneId.class, List.class, Set.class, Map.class, Map.Entry.class)) {
            // Of sorted ones the order would be lost, and of others of the user's whatever they add.
            if (known.isAssignableFrom(type) && type.getName().startsWith("java.")) {
                return BY_CLASS.get(known);
            }
        }
        return null;
    }

    static @Nullable Shape named(String name) {
        return BY_NAME.get(name);
    }
}
