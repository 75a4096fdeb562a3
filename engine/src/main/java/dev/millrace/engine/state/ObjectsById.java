package dev.millrace.engine.state;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An object for each id of a {@link KeyTable}, in pages, so that growing copies none of them. Owned by one thread.
 *
 * @param <V> type of the objects
 */
public final class ObjectsById<V> {

    private @Nullable Object[][] pages = new @Nullable Object[0][];

    /** Makes one without objects. */
    public ObjectsById() {}

    /** The object of an id; null if it has none. */
    @SuppressWarnings("unchecked") // only such are set
    public @Nullable V get(int id) {
        int page = id >> KeyTable.PAGE_SHIFT;
        return page < pages.length ? (V) pages[page][id & KeyTable.PAGE_MASK] : null;
    }

    /** Gives an id an object, or takes it away with null. */
    public void set(int id, @Nullable V value) {
        int page = id >> KeyTable.PAGE_SHIFT;
        if (page >= pages.length) {
            if (value == null) {
                return;
            }
            addPages(page);
        }
        pages[page][id & KeyTable.PAGE_MASK] = value;
    }

    private void addPages(int last) {
        int before = pages.length;
        pages = Arrays.copyOf(pages, last + 1);
        for (int page = before; page <= last; page++) {
            pages[page] = new @Nullable Object[KeyTable.PAGE_IDS];
        }
    }

    /** Tells what it keeps in memory: the objects, too. */
    public void weigh(Footprint footprint) {
        weighPages(footprint);
        footprint.objects((long) pages.length << KeyTable.PAGE_SHIFT, id -> get((int) id));
    }

    /** The same, but the objects are told by their owner. */
    public void weighPages(Footprint footprint) {
        footprint.references(pages);
        footprint.referencePages(pages.length, KeyTable.PAGE_IDS);
    }
}
