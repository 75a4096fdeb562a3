package dev.millrace.engine.state;

import dev.millrace.engine.batch.Batch;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Gives each key a small dense number, its id, so that state can live in arrays by id. Owned by one thread.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>Open addressing with linear probing, in segments under a directory, after extendible hashing (Fagin, Nievergelt,
 * Pippenger, Strong, ACM TODS 1979). A segment that is full doubles up to {@value #SEGMENT_SLOTS_MAX} slots and then
 * splits in two, so the table grows in pieces of some microseconds and never rehashes as a whole; a table of ten million
 * keys would otherwise stand still for a second. A key and its id lie side by side, in one cache line.
 *
 * <pre>
 * directory[top bits of hash] -> segment: | count | depth | key, id + 1 | key, id + 1 | ... |
 * </pre>
 *
 * <p>Ids are counted by their users: {@link #retain} when a slice first touches one, {@link #release} when it lets go.
 * An id that nobody holds is freed by {@link #sweep}, a few at a time, once a whole window has closed without it: keys
 * that come back every window keep their ids. Deletion shifts followers back (Knuth, TAOCP 3, 6.4, algorithm R), so
 * there are no tombstones.
 *
 * <p>Invariants: an id below {@code idEnd} is either in exactly one slot or on the free list; a segment of depth
 * {@code d} stands in {@code 2^(depth - d)} neighbouring directory entries.
 */
public final class KeyTable {

    /** Ids come in pages of this many, here and in every array by id. */
    public static final int PAGE_IDS = 1 << 10;

    /** Shift from an id to its page. */
    public static final int PAGE_SHIFT = 10;

    /** Mask from an id to its place in the page. */
    public static final int PAGE_MASK = PAGE_IDS - 1;

    private static final int SEGMENT_SLOTS_MIN = 64;
    private static final int SEGMENT_SLOTS_MAX = 1 << 10;

    /** Beyond this depth segments double again, which bounds the directory even for keys chosen to collide. */
    private static final int DEPTH_MAX = 20;

    private static final int COUNT = 0;
    private static final int DEPTH = 1;
    private static final int FIRST_SLOT = 2;

    /** Windows that must have closed without an id before it is freed. */
    private static final int IDLE_WINDOWS = 2;

    private long[][] directory = {newSegment(SEGMENT_SLOTS_MIN, 0)};
    private int depth;

    /** By id: the key, or its stable hash where keys are objects. */
    private long[][] keys = new long[0][];

    /** By id: the key where keys are objects. */
    private @Nullable Object[][] objects = new Object[0][];

    /** By id: how many slices hold it. */
    private int[][] holders = new int[0][];

    /** By id: the window count at which the last holder let go. */
    private int[][] releasedAt = new int[0][];

    private int idEnd;
    private int[] freeIds = new int[16];
    private int freeCount;
    private int windowCount;
    private int sweepFrom;

    /** Ids still to be looked at since a window has closed; only that can make an id free. */
    private int sweepLeft;

    /** Makes an empty one. */
    public KeyTable() {}

    /**
     * Finds the ids of the keys of all rows; new keys get new ids.
     *
     * @param batch with keys
     * @param ids takes one id for each row
     */
    public void resolve(Batch batch, int[] ids) {
        if (batch.keyObjects.length == 0) {
            resolve(batch.keys, batch.size, ids);
        } else {
            for (int row = 0; row < batch.size; row++) {
                ids[row] = resolve(batch.keys[row], batch.keyObjects[row]);
            }
        }
    }

    /** Most keys are found where they belong; this loop is for them, and leaves the others to a method of its own. */
    private void resolve(long[] keysOfRows, int rows, int[] ids) {
        long[][] segments = directory;
        int bits = depth;
        for (int row = 0; row < rows; row++) {
            long key = keysOfRows[row];
            long hash = spread(key);
            long[] segment = segments[directoryIndex(hash, bits)];
            int at = FIRST_SLOT + (((int) hash & mask(segment)) << 1);
            int idPlusOne = (int) segment[at + 1];
            if (segment[at] == key && idPlusOne != 0) {
                ids[row] = idPlusOne - 1;
            } else {
                ids[row] = resolve(key);
                segments = directory;
                bits = depth;
            }
        }
    }

    private int resolve(long key) {
        long hash = spread(key);
        long[] segment = segment(hash);
        int mask = mask(segment);
        int slot = (int) hash & mask;
        while (true) {
            int at = FIRST_SLOT + (slot << 1);
            int idPlusOne = (int) segment[at + 1];
            if (idPlusOne == 0) {
                return insert(key, hash, null);
            }
            if (segment[at] == key) {
                return idPlusOne - 1;
            }
            slot = (slot + 1) & mask;
        }
    }

    private int resolve(long stableHash, @Nullable Object key) {
        assert key != null : "keys are never null";
        long hash = spread(stableHash);
        long[] segment = segment(hash);
        int mask = mask(segment);
        int slot = (int) hash & mask;
        while (true) {
            int at = FIRST_SLOT + (slot << 1);
            int idPlusOne = (int) segment[at + 1];
            if (idPlusOne == 0) {
                return insert(stableHash, hash, key);
            }
            if (segment[at] == stableHash && key.equals(keyObject(idPlusOne - 1))) {
                return idPlusOne - 1;
            }
            slot = (slot + 1) & mask;
        }
    }

    /** Multiplicative hashing by the golden ratio; the fold gives the low bits, which choose the slot, a share. */
    private static long spread(long key) {
        long product = key * 0x9E3779B97F4A7C15L;
        return product ^ (product >>> 32);
    }

    private long[] segment(long hash) {
        return directory[directoryIndex(hash, depth)];
    }

    /** The top bits; two shifts, since one of 64 would be none. */
    private static int directoryIndex(long hash, int bits) {
        return (int) (hash >>> 1 >>> (63 - bits));
    }

    private static int mask(long[] segment) {
        return ((segment.length - FIRST_SLOT) >> 1) - 1;
    }

    private static long[] newSegment(int slots, long segmentDepth) {
        long[] segment = new long[FIRST_SLOT + 2 * slots];
        segment[DEPTH] = segmentDepth;
        return segment;
    }

    private int insert(long key, long hash, @Nullable Object object) {
        long[] segment = segment(hash);
        while (isFull(segment)) {
            grow(hash);
            segment = segment(hash);
        }
        int id = takeId();
        put(segment, key, hash, id);
        keys[id >> PAGE_SHIFT][id & PAGE_MASK] = key;
        releasedAt[id >> PAGE_SHIFT][id & PAGE_MASK] = windowCount;
        if (object != null) {
            setObject(id, object);
        }
        return id;
    }

    /** Five eighths: beyond that the probes of linear probing get long. */
    private static boolean isFull(long[] segment) {
        return segment[COUNT] * 8 >= (mask(segment) + 1) * 5L;
    }

    private static void put(long[] segment, long key, long hash, int id) {
        int mask = mask(segment);
        int slot = (int) hash & mask;
        while (segment[FIRST_SLOT + (slot << 1) + 1] != 0) {
            slot = (slot + 1) & mask;
        }
        segment[FIRST_SLOT + (slot << 1)] = key;
        segment[FIRST_SLOT + (slot << 1) + 1] = id + 1L;
        segment[COUNT]++;
    }

    private void grow(long hash) {
        long[] segment = segment(hash);
        int slots = mask(segment) + 1;
        int segmentDepth = (int) segment[DEPTH];
        if (slots < SEGMENT_SLOTS_MAX || segmentDepth == DEPTH_MAX) {
            long[] doubled = newSegment(2 * slots, segmentDepth);
            redistribute(segment, doubled, doubled, 0);
            replace(hash, segmentDepth, doubled, doubled);
            return;
        }
        if (segmentDepth == depth) {
            doubleDirectory();
        }
        long[] low = newSegment(slots, segmentDepth + 1);
        long[] high = newSegment(slots, segmentDepth + 1);
        redistribute(segment, low, high, 63 - segmentDepth);
        replace(hash, segmentDepth, low, high);
    }

    private static void redistribute(long[] from, long[] low, long[] high, int bit) {
        for (int at = FIRST_SLOT; at < from.length; at += 2) {
            if (from[at + 1] != 0) {
                long hash = spread(from[at]);
                put((hash >>> bit & 1) == 0 ? low : high, from[at], hash, (int) from[at + 1] - 1);
            }
        }
    }

    private void doubleDirectory() {
        long[][] doubled = new long[directory.length * 2][];
        for (int i = 0; i < doubled.length; i++) {
            doubled[i] = directory[i >> 1];
        }
        directory = doubled;
        depth++;
    }

    /** Puts two halves in place of one segment, or the same segment twice. */
    private void replace(long hash, int segmentDepth, long[] low, long[] high) {
        int span = 1 << (depth - segmentDepth);
        int first = directoryIndex(hash, segmentDepth) * span;
        Arrays.fill(directory, first, first + span / 2, low);
        Arrays.fill(directory, first + span / 2, first + span, high);
    }

    private int takeId() {
        if (freeCount > 0) {
            return freeIds[--freeCount];
        }
        if (idEnd == keys.length * PAGE_IDS) {
            addPage();
        }
        return idEnd++;
    }

    private void addPage() {
        int pages = keys.length + 1;
        keys = Arrays.copyOf(keys, pages);
        objects = Arrays.copyOf(objects, pages);
        holders = Arrays.copyOf(holders, pages);
        releasedAt = Arrays.copyOf(releasedAt, pages);
        keys[pages - 1] = new long[PAGE_IDS];
        objects[pages - 1] = new Object[0];
        holders[pages - 1] = new int[PAGE_IDS];
        releasedAt[pages - 1] = new int[PAGE_IDS];
    }

    private void setObject(int id, @Nullable Object object) {
        int page = id >> PAGE_SHIFT;
        if (objects[page].length == 0) {
            objects[page] = new Object[PAGE_IDS];
        }
        objects[page][id & PAGE_MASK] = object;
    }

    /** The key of an id, or its stable hash where keys are objects. */
    public long key(int id) {
        return keys[id >> PAGE_SHIFT][id & PAGE_MASK];
    }

    /** The key of an id where keys are objects. */
    public Object keyObject(int id) {
        Object key = objects[id >> PAGE_SHIFT][id & PAGE_MASK];
        assert key != null : "id " + id + " has no key";
        return key;
    }

    /** One more slice holds this id. */
    public void retain(int id) {
        holders[id >> PAGE_SHIFT][id & PAGE_MASK]++;
    }

    /** One slice less holds this id. */
    public void release(int id) {
        int left = --holders[id >> PAGE_SHIFT][id & PAGE_MASK];
        assert left >= 0 : "id " + id + " was released too often";
        releasedAt[id >> PAGE_SHIFT][id & PAGE_MASK] = windowCount;
    }

    /** A window has closed. */
    public void onWindowClosed() {
        windowCount++;
        sweepLeft = idEnd;
    }

    /**
     * Looks at some ids, and frees those that nobody holds any more. Each id is looked at once after the last window has
     * closed, and then there is nothing to do.
     *
     * @param idsMax how many to look at
     */
    public void sweep(int idsMax) {
        int looks = Math.min(idsMax, sweepLeft);
        sweepLeft -= looks;
        for (int i = looks; i > 0; i--) {
            int id = sweepFrom;
            sweepFrom = id + 1 >= idEnd ? 0 : id + 1;
            int page = id >> PAGE_SHIFT;
            int place = id & PAGE_MASK;
            if (holders[page][place] == 0 && windowCount - releasedAt[page][place] >= IDLE_WINDOWS) {
                free(id);
            }
        }
    }

    private void free(int id) {
        long key = key(id);
        long hash = spread(key);
        long[] segment = segment(hash);
        int mask = mask(segment);
        int slot = (int) hash & mask;
        while ((int) segment[FIRST_SLOT + (slot << 1) + 1] != id + 1) {
            if (segment[FIRST_SLOT + (slot << 1) + 1] == 0) {
                return; // it was free already
            }
            slot = (slot + 1) & mask;
        }
        shiftBack(segment, slot, mask);
        segment[COUNT]--;
        if (objects[id >> PAGE_SHIFT].length > 0) {
            setObject(id, null);
        }
        if (freeCount == freeIds.length) {
            freeIds = Arrays.copyOf(freeIds, freeCount * 2);
        }
        freeIds[freeCount++] = id;
    }

    private static void shiftBack(long[] segment, int emptied, int mask) {
        int hole = emptied;
        int slot = (emptied + 1) & mask;
        while (segment[FIRST_SLOT + (slot << 1) + 1] != 0) {
            int home = (int) spread(segment[FIRST_SLOT + (slot << 1)]) & mask;
            // Move it back unless its home lies cyclically between the hole and itself.
            if (((slot - home) & mask) >= ((slot - hole) & mask)) {
                segment[FIRST_SLOT + (hole << 1)] = segment[FIRST_SLOT + (slot << 1)];
                segment[FIRST_SLOT + (hole << 1) + 1] = segment[FIRST_SLOT + (slot << 1) + 1];
                hole = slot;
            }
            slot = (slot + 1) & mask;
        }
        segment[FIRST_SLOT + (hole << 1)] = 0;
        segment[FIRST_SLOT + (hole << 1) + 1] = 0;
    }

    /** Number of keys. */
    public int size() {
        return idEnd - freeCount;
    }

    /** One more than the greatest id ever given. */
    public int idEnd() {
        return idEnd;
    }
}
