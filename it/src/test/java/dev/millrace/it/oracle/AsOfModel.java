package dev.millrace.it.oracle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every record with every version of its key: nested loops. */
final class AsOfModel {

    /** Stands for a version that is not there. */
    static final int NONE = -1;

    /** A result: which record met which version, {@link #NONE} for none. */
    record Pair(int record, int version) {}

    /** A version of a key, which is valid from a time on. */
    record Version(Item item, long since) {}

    final Input stream;
    final Input table;
    private final @Nullable Long maxAge;
    private final boolean hasDeletions;
    private final Map<Object, List<Version>> versions = new HashMap<>();

    /** Versions by event time, those behind the watermark of their split left out. */
    static AsOfModel ofVersions(Input stream, Input table, Keys keys, @Nullable Long maxAge, boolean hasDeletions) {
        AsOfModel model = new AsOfModel(stream, table, maxAge, hasDeletions);
        for (Item item : table.items) {
            if (!table.isBehind(item, item.time())) {
                model.versions
                        .computeIfAbsent(keys.of(item), key -> new ArrayList<>())
                        .add(new Version(item, item.time()));
            }
        }
        model.versions.values().forEach(ofKey -> ofKey.sort(Comparator.comparing(Version::item, Item.ORDER)));
        return model;
    }

    /** Changes of one split, each of which counts from that before it or the watermark on if its own time is earlier. */
    static AsOfModel ofChanges(Input stream, Input table, Keys keys, @Nullable Long maxAge) {
        AsOfModel model = new AsOfModel(stream, table, maxAge, false);
        Map<Object, Long> latest = new HashMap<>();
        for (Item item : table.items) {
            Object key = keys.of(item);
            long since =
                    Math.max(Math.max(item.time(), table.watermark(item)), latest.getOrDefault(key, Long.MIN_VALUE));
            latest.put(key, since);
            model.versions.computeIfAbsent(key, any -> new ArrayList<>()).add(new Version(item, since));
        }
        return model;
    }

    private AsOfModel(Input stream, Input table, @Nullable Long maxAge, boolean hasDeletions) {
        this.stream = stream;
        this.table = table;
        this.maxAge = maxAge;
        this.hasDeletions = hasDeletions;
    }

    static boolean isDeletion(Item item) {
        return item.number() % 4 == 0;
    }

    /** Records that are not late. */
    List<Item> onTime() {
        return stream.items.stream()
                .filter(item -> !stream.isBehind(item, item.time()))
                .toList();
    }

    List<Item> late(Input side) {
        return side.items.stream()
                .filter(item -> side.isBehind(item, item.time()))
                .toList();
    }

    /** What a record meets, null for nothing: the last of those that are not later than it. */
    @Nullable
    Version asOf(Item record, Keys keys) {
        Version found = null;
        for (Version version : versions.getOrDefault(keys.of(record), List.of())) {
            if (version.since() <= record.time()) {
                found = version;
            }
        }
        return valid(found, record);
    }

    /** The version that is the newest of all. */
    @Nullable
    Version newest(Item record, Keys keys) {
        List<Version> ofKey = versions.getOrDefault(keys.of(record), List.of());
        return ofKey.isEmpty() ? null : valid(ofKey.get(ofKey.size() - 1), record);
    }

    private @Nullable Version valid(@Nullable Version found, Item record) {
        boolean isThere = found != null
                && !(hasDeletions && isDeletion(found.item()))
                && (maxAge == null || record.time() - found.since() <= maxAge);
        return isThere ? found : null;
    }

    static Pair pair(Item record, @Nullable Version version) {
        return new Pair(record.serial(), version == null ? NONE : version.item().serial());
    }
}
