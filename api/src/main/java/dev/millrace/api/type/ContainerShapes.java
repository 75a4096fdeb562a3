package dev.millrace.api.type;

import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What holds one or two values. */
final class ContainerShapes {

    private ContainerShapes() {}

    @SuppressWarnings({"unchecked", "rawtypes"}) // what is in them is written and read as objects
    static List<BuiltIn<?>> all() {
        return List.of(
                new BuiltIn<Optional>(
                        "optional",
                        Optional.class,
                        (v, e, out) -> e.write(v.orElse(null), out),
                        (d, in) -> Optional.ofNullable(d.read(in)),
                        ValueDecoder::skip),
                new BuiltIn<>(
                        "optionalint",
                        OptionalInt.class,
                        (v, e, out) -> e.write(v.isPresent() ? v.getAsInt() : null, out),
                        (d, in) -> {
                            Object value = d.read(in);
                            return value == null ? OptionalInt.empty() : OptionalInt.of((Integer) value);
                        }),
                new BuiltIn<>(
                        "optionallong",
                        OptionalLong.class,
                        (v, e, out) -> e.write(v.isPresent() ? v.getAsLong() : null, out),
                        (d, in) -> {
                            Object value = d.read(in);
                            return value == null ? OptionalLong.empty() : OptionalLong.of((Long) value);
                        }),
                new BuiltIn<>(
                        "optionaldouble",
                        OptionalDouble.class,
                        (v, e, out) -> e.write(v.isPresent() ? v.getAsDouble() : null, out),
                        (d, in) -> {
                            Object value = d.read(in);
                            return value == null ? OptionalDouble.empty() : OptionalDouble.of((Double) value);
                        }),
                entry("entry", Map.Entry.class, AbstractMap.SimpleImmutableEntry::new),
                entry("mutableentry", AbstractMap.SimpleEntry.class, AbstractMap.SimpleEntry::new));
    }

    private interface EntryMaker<E> {
        E make(@Nullable Object key, @Nullable Object value);
    }

    @SuppressWarnings("rawtypes") // what is in them is written and read as objects
    private static <E extends Map.Entry> BuiltIn<E> entry(String name, Class<E> type, EntryMaker<? extends E> maker) {
        return new BuiltIn<>(
                name,
                type,
                (v, e, out) -> {
                    e.write(v.getKey(), out);
                    e.write(v.getValue(), out);
                },
                (d, in) -> {
                    Object key = d.read(in);
                    return maker.make(key, d.read(in));
                },
                (d, in) -> {
                    d.skip(in);
                    d.skip(in);
                });
    }
}
