package dev.millrace.engine.store;

import dev.millrace.api.state.StoreRow;
import dev.millrace.api.state.StoreView;
import java.util.Iterator;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A table as of a moment, which is on the list of those that are held until this is closed. */
final class TableView<K extends Comparable<? super K>, V> implements StoreView<K, V> {

    private final VersionedTable<K, V> table;
    private final Moment moment;
    private volatile boolean isClosed;

    private TableView(VersionedTable<K, V> table, Moment moment) {
        this.table = table;
        this.moment = moment;
    }

    /**
     * Opens one.
     *
     * @param moment asked for with the table's lock, so that nothing of it is forgotten any more
     */
    static <K extends Comparable<? super K>, V> TableView<K, V> open(
            VersionedTable<K, V> table, Supplier<Moment> moment) {
        table.lock.lock();
        try {
            Moment held = moment.get();
            table.views.add(held);
            return new TableView<>(table, held);
        } finally {
            table.lock.unlock();
        }
    }

    @Override
    public long version() {
        return moment.version();
    }

    @Override
    public @Nullable V get(K key, String field) {
        requireOpen();
        return Reads.valueOf(table.find(key, field, moment), moment);
    }

    @Override
    public Map<String, V> getAll(K key) {
        requireOpen();
        Map<String, V> fields = table.find(key, moment);
        if (fields == null) {
            throw Reads.gone(moment);
        }
        return fields;
    }

    @Override
    public Stream<StoreRow<K, V>> rows() {
        return range(null, null);
    }

    @Override
    public Stream<StoreRow<K, V>> range(@Nullable K from, @Nullable K to) {
        requireOpen();
        if (from != null && to != null && from.compareTo(to) >= 0) {
            return Stream.empty();
        }
        Iterator<K> keys = table.keys(from, to);
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(
                                keys, Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL),
                        false)
                .map(key -> new StoreRow<>(key, getAll(key)))
                .filter(row -> !row.fields().isEmpty());
    }

    private void requireOpen() {
        if (isClosed) {
            throw new IllegalStateException("the view is closed; what it could read may be forgotten");
        }
    }

    @Override
    public void close() {
        table.lock.lock();
        try {
            if (!isClosed) {
                isClosed = true;
                table.views.remove(moment);
            }
        } finally {
            table.lock.unlock();
        }
    }
}
