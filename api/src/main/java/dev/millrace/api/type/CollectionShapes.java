package dev.millrace.api.type;

import java.util.AbstractList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Collections: how many elements, and each. They are added one by one to an empty collection, so that a hash
 * table that has grown with its elements has the order that it had. Sorted ones have a byte for their order before.
 */
@SuppressWarnings({"unchecked", "rawtypes", "JdkObsolete"
}) // elements are objects; what a user has stored comes back as it was
final class CollectionShapes {

    private static final int NATURAL = 0;
    private static final int REVERSED = 1;

    private CollectionShapes() {}

    static List<BuiltIn<?>> all() {
        return List.of(
                collection("arraylist", ArrayList.class, order -> new ArrayList(), kept()),
                collection("sublist", AbstractList.class, order -> new ArrayList(), kept()),
                collection("linkedlist", LinkedList.class, order -> new LinkedList(), kept()),
                collection(
                        "copyonwritelist",
                        CopyOnWriteArrayList.class,
                        order -> new ArrayList(),
                        CopyOnWriteArrayList::new),
                collection(
                        "arrayaslist",
                        (Class<List>) Arrays.asList().getClass().asSubclass(List.class),
                        order -> new ArrayList(),
                        list -> Arrays.asList(list.toArray())),
                collection("deque", ArrayDeque.class, order -> new ArrayDeque(), kept()),
                collection("hashset", HashSet.class, order -> new HashSet(), kept()),
                collection("linkedhashset", LinkedHashSet.class, order -> new LinkedHashSet(), kept()),
                sorted("treeset", TreeSet.class, TreeSet::new, kept()),
                sorted("skiplistset", ConcurrentSkipListSet.class, ConcurrentSkipListSet::new, kept()),
                sorted("priorityqueue", PriorityQueue.class, PriorityQueue::new, kept()),
                // Of whatever class they were: these come back equal, and cannot be changed.
                collection("list", List.class, order -> new ArrayList(), Collections::unmodifiableList),
                collection("set", Set.class, order -> new LinkedHashSet(), Collections::unmodifiableSet),
                sorted(
                        "sortedset",
                        SortedSet.class,
                        TreeSet::new,
                        (TreeSet set) -> Collections.unmodifiableNavigableSet(set)),
                map("hashmap", HashMap.class, false, order -> new HashMap(), kept()),
                map("linkedhashmap", LinkedHashMap.class, false, order -> new LinkedHashMap(), kept()),
                map("concurrenthashmap", ConcurrentHashMap.class, false, order -> new ConcurrentHashMap(), kept()),
                map("treemap", TreeMap.class, true, TreeMap::new, kept()),
                map("skiplistmap", ConcurrentSkipListMap.class, true, ConcurrentSkipListMap::new, kept()),
                map("map", Map.class, false, order -> new LinkedHashMap(), Collections::unmodifiableMap),
                map(
                        "sortedmap",
                        SortedMap.class,
                        true,
                        TreeMap::new,
                        (TreeMap map) -> Collections.unmodifiableNavigableMap(map)),
                new BuiltIn<>(
                        "enumset",
                        EnumSet.class,
                        CollectionShapes::writeEnums,
                        CollectionShapes::readEnums,
                        CollectionShapes::skipEnums));
    }

    private static <C> UnaryOperator<C> kept() {
        return UnaryOperator.identity();
    }

    private static <C extends Collection, M extends Collection> BuiltIn<C> collection(
            String name,
            Class<C> type,
            Function<@Nullable Comparator<Object>, M> empty,
            Function<? super M, ? extends C> finish) {
        return new BuiltIn<>(
                name,
                type,
                (collection, e, out) -> writeElements(collection, e, out),
                (d, in) -> finish.apply(readElements(empty.apply(null), d, in)),
                CollectionShapes::skipElements);
    }

    private static <C extends Collection, M extends C> BuiltIn<C> sorted(
            String name,
            Class<C> type,
            Function<@Nullable Comparator<Object>, M> empty,
            Function<? super M, ? extends C> finish) {
        return new BuiltIn<>(
                name,
                type,
                (collection, e, out) -> {
                    writeOrder(comparator(collection), collection, out);
                    writeElements(collection, e, out);
                },
                (d, in) -> finish.apply(readElements(empty.apply(readOrder(in)), d, in)),
                (d, in) -> {
                    in.readByte();
                    skipElements(d, in);
                });
    }

    private static <M extends Map, N extends M> BuiltIn<M> map(
            String name,
            Class<M> type,
            boolean isSorted,
            Function<@Nullable Comparator<Object>, N> empty,
            Function<? super N, ? extends M> finish) {
        return new BuiltIn<>(
                name,
                type,
                (map, e, out) -> {
                    if (isSorted) {
                        writeOrder(((SortedMap<?, ?>) map).comparator(), map, out);
                    }
                    writeEntries(map, e, out);
                },
                (d, in) -> {
                    N map = empty.apply(isSorted ? readOrder(in) : null);
                    for (int left = in.readCount(2); left > 0; left--) {
                        Object key = d.read(in);
                        map.put(key, d.read(in));
                    }
                    return finish.apply(map);
                },
                (d, in) -> {
                    if (isSorted) {
                        in.readByte();
                    }
                    for (int left = in.readCount(2); left > 0; left--) {
                        d.skip(in);
                        d.skip(in);
                    }
                });
    }

    private static void writeElements(Collection<?> collection, ValueEncoder values, BinaryOutput out) {
        Object[] elements = collection.toArray(); // others may change a concurrent one meanwhile
        out.writeVarint(elements.length);
        for (Object element : elements) {
            values.write(element, out);
        }
    }

    private static void writeEntries(Map<?, ?> map, ValueEncoder values, BinaryOutput out) {
        Object[] entries = map.entrySet().toArray();
        out.writeVarint(entries.length);
        for (Object entry : entries) {
            values.write(((Map.Entry<?, ?>) entry).getKey(), out);
            values.write(((Map.Entry<?, ?>) entry).getValue(), out);
        }
    }

    private static <M extends Collection> M readElements(M empty, ValueDecoder values, BinaryInput in) {
        for (int left = in.readCount(1); left > 0; left--) {
            empty.add(values.read(in));
        }
        return empty;
    }

    private static void skipElements(ValueDecoder values, BinaryInput in) {
        for (int left = in.readCount(1); left > 0; left--) {
            values.skip(in);
        }
    }

    private static @Nullable Comparator<?> comparator(Collection<?> collection) {
        return collection instanceof SortedSet<?> set ? set.comparator() : ((PriorityQueue<?>) collection).comparator();
    }

    private static void writeOrder(@Nullable Comparator<?> comparator, Object collection, BinaryOutput out) {
        if (comparator == null || comparator == Comparator.naturalOrder()) {
            out.writeByte(NATURAL);
        } else if (comparator == Collections.reverseOrder()) {
            out.writeByte(REVERSED);
        } else {
            throw new UnstorableException("a " + collection.getClass().getSimpleName()
                    + " with a comparator cannot be stored, since a comparator is code; use natural or reverse order, or"
                    + " give a codec for the class around it");
        }
    }

    private static @Nullable Comparator<Object> readOrder(BinaryInput in) {
        int order = in.readByte();
        return switch (order) {
            case NATURAL -> null;
            case REVERSED -> (Comparator<Object>) (Comparator<?>) Collections.reverseOrder();
            default -> throw new CorruptDataException("order " + order);
        };
    }

    /** An empty set names its enum by a constant that is not in it. */
    private static void writeEnums(EnumSet set, ValueEncoder values, BinaryOutput out) {
        writeElements(set, values, out);
        if (set.isEmpty()) {
            Iterator<?> others = EnumSet.complementOf(set).iterator();
            values.write(others.hasNext() ? others.next() : null, out);
        }
    }

    private static EnumSet readEnums(ValueDecoder values, BinaryInput in) {
        List<Enum> constants = readElements(new ArrayList<Enum>(), values, in);
        if (!constants.isEmpty()) {
            return EnumSet.copyOf(constants);
        }
        if (values.read(in) instanceof Enum other) {
            return EnumSet.noneOf(other.getDeclaringClass());
        }
        throw new CorruptDataException("an empty set of no enum");
    }

    private static void skipEnums(ValueDecoder values, BinaryInput in) {
        int count = in.readCount(1);
        for (int left = Math.max(count, 1); left > 0; left--) {
            values.skip(in);
        }
    }
}
