package dev.millrace.api.store;

import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.state.StateStore;
import dev.millrace.api.state.StoreChange;
import dev.millrace.api.state.StoreRevision;
import dev.millrace.api.state.StoreRow;
import dev.millrace.api.state.StoreView;
import dev.millrace.api.state.StoreWrite;
import dev.millrace.api.state.VersionGoneException;
import dev.millrace.api.state.Watch;
import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.CorruptDataException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a store. Owned by one thread.
 *
 * <pre>
 * position: version (byte, 1), in the snapshot (boolean), its version or that of the last write that was read whole (varint),
 *           updates read of the snapshot or of the next write (varint), updates read in all (varint)
 * </pre>
 */
final class StoreReader<K extends Comparable<? super K>, V> implements SourceReader<StoreUpdate<K, V>> {

    private static final int POSITION_VERSION = 1;

    private final StateStore<K, V> store;
    private final long untilVersion;
    private final ArrivingWrites<K, V> arriving;
    private final Watch watch;

    /** What is given next, group by group: the snapshot, or one write. */
    private final ArrayDeque<Group<K, V>> groups = new ArrayDeque<>();

    private boolean isInSnapshot;

    /** That of the snapshot, or of the last write that was given whole. */
    private long version;

    /** Updates given of the group that is under way. */
    private int givenOfGroup;

    private long given;

    /** Updates that come one after the other, up to a version. */
    private record Group<K, V>(long version, List<StoreUpdate<K, V>> updates) {}

    private StoreReader(StateStore<K, V> store, long untilVersion, Runnable wakeUp) {
        this.store = store;
        this.untilVersion = untilVersion;
        arriving = new ArrivingWrites<>(wakeUp);
        watch = store.watch(arriving, Runnable::run);
    }

    static <K extends Comparable<? super K>, V> StoreReader<K, V> open(
            StateStore<K, V> store, long untilVersion, Runnable wakeUp, byte @Nullable [] position) {
        StoreReader<K, V> reader = new StoreReader<>(store, untilVersion, wakeUp);
        boolean isOpen = false;
        try {
            if (position == null) {
                reader.begin();
            } else {
                reader.resume(new BinaryInput(position));
            }
            isOpen = true;
            return reader;
        } finally {
            if (!isOpen) {
                reader.close();
            }
        }
    }

    private void begin() {
        isInSnapshot = true;
        try (StoreView<K, V> present = store.view()) {
            if (present.version() <= untilVersion) {
                addSnapshot(present);
                return;
            }
        }
        try (StoreView<K, V> past = store.viewAsOf(untilVersion)) {
            addSnapshot(past);
        } catch (VersionGoneException gone) {
            throw gone(untilVersion, gone);
        }
    }

    private void resume(BinaryInput in) {
        int format = in.readByte();
        if (format != POSITION_VERSION) {
            throw new CorruptDataException(
                    "a position of version " + format + "; this release reads version " + POSITION_VERSION);
        }
        isInSnapshot = in.readBoolean();
        version = in.readVarint();
        givenOfGroup = Math.toIntExact(in.readVarint());
        given = in.readVarint();
        if (version > store.version()) {
            throw new IllegalStateException("the job has read the store up to version " + version
                    + ", but it is at version " + store.version()
                    + ": it is another store, or an older copy; put the one of"
                    + " then back, or start without checkpoints");
        }
        try {
            if (isInSnapshot) {
                try (StoreView<K, V> view = store.viewAsOf(version)) {
                    addSnapshot(view);
                }
            }
            addMissed();
        } catch (VersionGoneException gone) {
            throw gone(version, gone);
        }
    }

    private static IllegalStateException gone(long version, VersionGoneException gone) {
        return new IllegalStateException(
                "the store has not kept what was there at version " + version + " and was written"
                        + " after it, which the job has still to read; open it with a Retention that covers the time for which the"
                        + " job may be down, or start the job without checkpoints: it then begins with what is there now",
                gone);
    }

    /** All cells by the version in which they were written, so that times do not go back. */
    private void addSnapshot(StoreView<K, V> view) {
        version = view.version();
        List<StoreUpdate<K, V>> updates = new ArrayList<>();
        for (Iterator<StoreRow<K, V>> rows = view.rows().iterator(); rows.hasNext(); ) {
            StoreRow<K, V> row = rows.next();
            row.fields().keySet().forEach(field -> updates.add(newest(row.key(), field)));
        }
        updates.sort(Comparator.<StoreUpdate<K, V>>comparingLong(StoreUpdate::version)
                .thenComparing(StoreUpdate::key)
                .thenComparing(StoreUpdate::field));
        groups.add(new Group<>(version, updates));
    }

    private StoreUpdate<K, V> newest(K key, String field) {
        for (StoreRevision<V> revision : store.history(key, field)) {
            if (revision.version() <= version) {
                return new StoreUpdate<>(revision.version(), revision.time(), key, field, revision.value());
            }
        }
        throw new VersionGoneException("the field '" + field + "' of " + key + " as of version " + version);
    }

    private void addMissed() {
        long from = groups.isEmpty() ? version : groups.getLast().version();
        store.writesAfter(from).forEach(this::add);
    }

    private void add(StoreWrite<K, V> write) {
        long last = groups.isEmpty() ? version : groups.getLast().version();
        if (write.version() <= last || write.version() > untilVersion) {
            return;
        }
        List<StoreUpdate<K, V>> updates = new ArrayList<>();
        for (StoreChange<K, V> change : write.changes()) {
            updates.add(new StoreUpdate<>(write.version(), write.time(), change.key(), change.field(), change.value()));
        }
        // By whatever way they come: a position counts them.
        updates.sort(
                Comparator.<StoreUpdate<K, V>, K>comparing(StoreUpdate::key).thenComparing(StoreUpdate::field));
        groups.add(new Group<>(write.version(), updates));
    }

    private void takeArriving() {
        List<StoreWrite<K, V>> writes = arriving.takeAll();
        if (writes == null) {
            addMissedOrFail();
        } else {
            writes.forEach(this::add);
        }
    }

    private void addMissedOrFail() {
        try {
            addMissed();
        } catch (VersionGoneException gone) {
            throw new IllegalStateException(
                    "the job was more than " + ArrivingWrites.WRITES_MAX
                            + " writes behind the store, which has not kept"
                            + " them; open it with a Retention that keeps more",
                    gone);
        }
    }

    @Override
    public Status read(RecordCollector<StoreUpdate<K, V>> out) {
        boolean isAny = false;
        while (out.remaining() > 0) {
            if (groups.isEmpty()) {
                takeArriving();
                if (groups.isEmpty()) {
                    break;
                }
            }
            isAny |= give(groups.getFirst(), out);
        }
        if (isAny) {
            return Status.DATA;
        }
        return isAtEnd() ? Status.END : Status.CAUGHT_UP;
    }

    /** A write of marks alone is not told, so the store may be further than what came of it. */
    private boolean isAtEnd() {
        if (version < untilVersion && store.version() >= untilVersion) {
            // What can be read may not have been told yet.
            addMissedOrFail();
        }
        return groups.isEmpty() && store.version() >= untilVersion;
    }

    private boolean give(Group<K, V> group, RecordCollector<StoreUpdate<K, V>> out) {
        boolean isAny = false;
        while (givenOfGroup < group.updates().size() && out.remaining() > 0) {
            StoreUpdate<K, V> update = group.updates().get(givenOfGroup++);
            out.collect(update, given++, update.time().toEpochMilli());
            isAny = true;
        }
        if (givenOfGroup == group.updates().size()) {
            groups.removeFirst();
            version = group.version();
            givenOfGroup = 0;
            isInSnapshot = false;
        }
        return isAny;
    }

    @Override
    public byte[] position() {
        BinaryOutput out = new BinaryOutput();
        out.writeByte(POSITION_VERSION);
        out.writeBoolean(isInSnapshot);
        out.writeVarint(version);
        out.writeVarint(givenOfGroup);
        out.writeVarint(given);
        return out.toByteArray();
    }

    @Override
    public void close() {
        watch.close();
    }
}
