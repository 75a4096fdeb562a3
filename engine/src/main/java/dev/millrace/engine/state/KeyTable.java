package dev.millrace.engine.state;

import dev.millrace.api.type.CorruptDataException;
import dev.millrace.engine.batch.Batch;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Gives each key a small dense number, its id, so that state can live in arrays by id. Owned by one thread.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>Open addressing in buckets of four keys, which are compared without a branch: with single slots every third key is not
 * where it was looked for first, and a mispredicted branch costs more than comparing four. A key that finds its bucket full
 * lies in one of the next (linear probing by bucket). Buckets are in segments under a directory, after extendible hashing
 * (Fagin, Nievergelt, Pippenger, Strong, ACM TODS 1979). A segment that is full doubles up to {@value #SEGMENT_KEYS_MAX}
 * keys and then splits in two, so the table grows in pieces of some microseconds and never rehashes as a whole; a table of
 * ten million keys would otherwise stand still for a second. A bucket is a cache line.
 *
 * <pre>
 * directory[top bits of hash] -> segment: | count | depth | bucket | bucket | ... |
 *                                bucket:  | key | key | key | key | id + 1 | id + 1 | id + 1 | id + 1 |
 * </pre>
 *
 * <p>Small numbers, which keys given out by a database or a sequence are, need no hashing: a key below
 * {@value #SMALL_KEYS} has its id at its own place in an array of pages, a sixth of the memory and no comparison.
 *
 * <p>Ids are counted by their users: {@link #retain} when a slice first touches one, {@link #release} when it lets go.
 * An id that nobody holds is freed by {@link #sweep}, a few at a time, once a whole window has closed without it: keys
 * that come back every window keep their ids. Deletion takes followers back (as Knuth, TAOCP 3, 6.4, algorithm R, does
 * for slots), so there are no tombstones.
 *
 * <p>Invariants: an id below {@code idEnd} is either in exactly one bucket or on the free list; the used places of a bucket
 * come first; between the home of a key and its bucket all buckets are full; a segment of depth {@code d} stands in
 * {@code 2^(depth - d)} neighbouring directory entries.
 */
public final class KeyTable {

    /** Ids come in pages of this many, here and in every array by id. */
    public static final int PAGE_IDS = 1 << 10;

    /** Shift from an id to its page. */
    public static final int PAGE_SHIFT = 10;

    /** Mask from an id to its place in the page. */
    public static final int PAGE_MASK = PAGE_IDS - 1;

    private static final int WAYS = 4;
    private static final int BUCKET_LONGS = 2 * WAYS;
    private static final int SEGMENT_KEYS_MIN = 64;
    private static final int SEGMENT_KEYS_MAX = 1 << 10;

    /** Five eighths: beyond that too many buckets are full. */
    private static final int FULL_NUMERATOR = 5;

    private static final int FULL_DENOMINATOR = 8;
    private static final int KEYS_OF_FULL_SEGMENT = SEGMENT_KEYS_MAX * FULL_NUMERATOR / FULL_DENOMINATOR;

    /** Beyond this depth segments double again, which bounds the directory even for keys chosen to collide. */
    private static final int DEPTH_MAX = 20;

    /** From this depth of the directory on, segments are taken to be more than a cache holds that is fast enough. */
    private static final int PREFETCHED_DEPTH_MIN = 4;

    private static final int COUNT = 0;
    private static final int DEPTH = 1;

    /** Not 2: so that buckets start at a multiple of 64 bytes from the start of the array object. */
    private static final int FIRST_BUCKET = 6;

    /** So many keys are put into the index at once, which takes four bytes each for that time. */
    private static final int APPENDED_MAX = 1 << 18;

    /** Keys that are put into the index at once are sorted by so many bits of their hashes. */
    private static final int APPENDED_BITS = 12;

    /** Windows that must have closed without an id before it is freed. */
    private static final int IDLE_WINDOWS = 2;

    /** Keys from 0 to this have places of their own; so the array of pages is at most 16 MB. */
    private static final int SMALL_KEYS = 1 << 22;

    /** A page of small keys none of which has an id. Never written. */
    private static final int[] NO_KEYS = new int[PAGE_IDS];

    /** By key, in pages: its id plus one, 0 if it has none. Only for keys that are small numbers. */
    private int[][] small = new int[0][];

    /** By page of small keys: how many have ids. */
    private int[] smallCounts = new int[0];

    /** Pages of small keys that are not {@link #NO_KEYS}. */
    private int smallPages;

    private long[][] directory = {newSegment(SEGMENT_KEYS_MIN, 0)};
    private int depth;

    /** Of all segments. */
    private long segmentBytes = segmentBytes(SEGMENT_KEYS_MIN);

    /** By id: the key, or its stable hash where keys are objects. */
    private long[][] keys = new long[0][];

    /** By id: the key where keys are objects. */
    private @Nullable Object[][] objects = new Object[0][];

    /** Pages of objects that are not empty. */
    private int objectPages;

    /** By id: how many slices hold it. */
    private int[][] holders = new int[0][];

    /** By id: the window count at which the last holder let go. */
    private int[][] releasedAt = new int[0][];

    /** How many keys are about to come; 0 if nobody knows, or once there is room for them. */
    private int expected;

    private final Prefetch prefetch = new Prefetch();
    private int idEnd;

    /** So many of the last ids belong to keys that are not found yet. */
    private int appended;

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
            int row = resolveSmall(batch.keys, batch.size, ids);
            int group = depth < PREFETCHED_DEPTH_MIN ? batch.size : Prefetch.ROWS;
            while (row < batch.size) {
                int end = Math.min(row + group, batch.size);
                if (group == Prefetch.ROWS) {
                    prefetch.took(read(batch.keys, row, end));
                }
                resolve(batch.keys, row, end, ids);
                row = end;
            }
        } else {
            for (int row = 0; row < batch.size; row++) {
                ids[row] = resolve(batch.keys[row], batch.keyObjects[row]);
            }
        }
    }

    /** Goes on as long as keys are small and known, and returns the first row whose key is not. */
    private int resolveSmall(long[] keysOfRows, int rows, int[] ids) {
        int[][] pages = small;
        for (int row = 0; row < rows; row++) {
            long key = keysOfRows[row];
            long page = key >>> PAGE_SHIFT;
            int idPlusOne = page < pages.length ? pages[(int) page][(int) key & PAGE_MASK] : 0;
            if (idPlusOne == 0) {
                if (Long.compareUnsigned(key, SMALL_KEYS) >= 0) {
                    return row;
                }
                idPlusOne = insertSmall((int) key) + 1;
                pages = small;
            }
            ids[row] = idPlusOne - 1;
        }
        return rows;
    }

    private int insertSmall(int key) {
        int id = takeId(key, null);
        putSmall(key, id);
        return id;
    }

    /** False if the key has an id already. */
    private boolean putSmall(int key, int id) {
        int page = key >> PAGE_SHIFT;
        if (page >= small.length) {
            int before = small.length;
            small = Arrays.copyOf(small, Math.min(SMALL_KEYS >> PAGE_SHIFT, Math.max(page + 1, before * 2)));
            Arrays.fill(small, before, small.length, NO_KEYS);
            smallCounts = Arrays.copyOf(smallCounts, small.length);
        }
        if (small[page] == NO_KEYS) {
            small[page] = new int[PAGE_IDS];
            smallPages++;
        }
        if (small[page][key & PAGE_MASK] != 0) {
            return false;
        }
        small[page][key & PAGE_MASK] = id + 1;
        smallCounts[page]++;
        return true;
    }

    /** Nearly all keys are in their home bucket; this loop is for them, and leaves the others to a method of its own. */
    private void resolve(long[] keysOfRows, int from, int rows, int[] ids) {
        long[][] segments = directory;
        int bits = depth;
        for (int row = from; row < rows; row++) {
            long key = keysOfRows[row];
            long hash = spread(key);
            long[] segment = segments[directoryIndex(hash, bits)];
            int at = bucketAt(segment, (int) hash & mask(segment));
            int way = way(segment, at, key);
            int id = (int) segment[at + WAYS + way] - 1;
            if (segment[at + way] != key || id < 0) {
                id = resolve(key);
                segments = directory;
                bits = depth;
            }
            ids[row] = id;
        }
    }

    /** Reads the home buckets of keys, which the processor then has at hand. */
    private long read(long[] keysOfRows, int from, int to) {
        long sum = 0;
        for (int row = from; row < to; row++) {
            long hash = spread(keysOfRows[row]);
            long[] segment = segment(hash);
            sum += segment[bucketAt(segment, (int) hash & mask(segment))];
        }
        return sum;
    }

    /** The first way with this key, or the last one. */
    private static int way(long[] segment, int at, long key) {
        int isBehind0 = isDifferent(segment[at], key);
        int isBehind1 = isBehind0 & isDifferent(segment[at + 1], key);
        int isBehind2 = isBehind1 & isDifferent(segment[at + 2], key);
        return isBehind0 + isBehind1 + isBehind2;
    }

    /** 1 or 0, without a branch. */
    private static int isDifferent(long one, long other) {
        long difference = one ^ other;
        return (int) ((difference | -difference) >>> 63);
    }

    private int resolve(long key) {
        if (Long.compareUnsigned(key, SMALL_KEYS) < 0) {
            int page = (int) key >> PAGE_SHIFT;
            int idPlusOne = page < small.length ? small[page][(int) key & PAGE_MASK] : 0;
            return idPlusOne == 0 ? insertSmall((int) key) : idPlusOne - 1;
        }
        long hash = spread(key);
        long[] segment = segment(hash);
        int mask = mask(segment);
        for (int bucket = (int) hash & mask; ; bucket = (bucket + 1) & mask) {
            int at = bucketAt(segment, bucket);
            for (int way = 0; way < WAYS; way++) {
                int idPlusOne = (int) segment[at + WAYS + way];
                if (idPlusOne == 0) {
                    return insert(key, hash, null);
                }
                if (segment[at + way] == key) {
                    return idPlusOne - 1;
                }
            }
        }
    }

    private int resolve(long stableHash, @Nullable Object key) {
        assert key != null : "keys are never null";
        long hash = spread(stableHash);
        long[] segment = segment(hash);
        int mask = mask(segment);
        for (int bucket = (int) hash & mask; ; bucket = (bucket + 1) & mask) {
            int at = bucketAt(segment, bucket);
            for (int way = 0; way < WAYS; way++) {
                int idPlusOne = (int) segment[at + WAYS + way];
                if (idPlusOne == 0) {
                    return insert(stableHash, hash, key);
                }
                if (segment[at + way] == stableHash && key.equals(keyObject(idPlusOne - 1))) {
                    return idPlusOne - 1;
                }
            }
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

    /** Of the numbers of buckets. */
    private static int mask(long[] segment) {
        return ((segment.length - FIRST_BUCKET) >> 3) - 1;
    }

    private static int bucketAt(long[] segment, int bucket) {
        assert BUCKET_LONGS == 1 << 3 && segment.length > FIRST_BUCKET : "shifts stand for divisions";
        return FIRST_BUCKET + (bucket << 3);
    }

    private static long[] newSegment(int keysMax, long segmentDepth) {
        long[] segment = new long[segmentLength(keysMax)];
        segment[DEPTH] = segmentDepth;
        return segment;
    }

    /**
     * Says how many keys are about to come. As many segments as they will fill are made at once then, where each would
     * have been filled and split again and again.
     *
     * @param count about how many
     */
    public void expect(int count) {
        if (idEnd == 0) {
            expected = count;
        }
    }

    /** Not before the first key that is hashed, for small numbers need no segments. */
    private void makeRoom() {
        int segments = Integer.highestOneBit(expected / (KEYS_OF_FULL_SEGMENT / 2));
        expected = 0;
        if (segments > 1) {
            depth = Math.min(DEPTH_MAX, Integer.numberOfTrailingZeros(segments));
            directory = new long[1 << depth][];
            Arrays.setAll(directory, i -> newSegment(SEGMENT_KEYS_MAX, depth));
            segmentBytes = directory.length * segmentBytes(SEGMENT_KEYS_MAX);
        }
    }

    private static int segmentLength(int keysMax) {
        return FIRST_BUCKET + 2 * keysMax;
    }

    private static long segmentBytes(int keysMax) {
        return ObjectSize.array(segmentLength(keysMax), Long.BYTES);
    }

    private int insert(long key, long hash, @Nullable Object object) {
        long[] segment = segmentWithRoom(hash);
        int id = takeId(key, object);
        put(segment, key, hash, id);
        return id;
    }

    /** The segment of a key that is about to be put there. */
    private long[] segmentWithRoom(long hash) {
        if (expected > 0) {
            makeRoom();
        }
        long[] segment = segment(hash);
        while (isFull(segment)) {
            grow(hash);
            segment = segment(hash);
        }
        return segment;
    }

    /**
     * Gives an id to a key that has none, one after the last id. The key is not found before {@link #index} was called, and
     * nothing else may be asked of this table until then. One key after the other waits for memory, which a million do together.
     *
     * @param key the number, or the stable hash of the object
     * @param object the key where keys are objects, else null
     */
    public int append(long key, @Nullable Object object) {
        assert freeCount == 0 : "ids that were given back would come first";
        int id = takeId(key, object);
        if (++appended == APPENDED_MAX) {
            index();
        }
        return id;
    }

    /**
     * Makes all keys found that were appended.
     *
     * @throws CorruptDataException if one of them has an id already
     */
    public void index() {
        for (int id : appendedByHash()) {
            long key = key(id);
            Object object = keyObjectOrNull(id);
            boolean isNew;
            if (object == null && Long.compareUnsigned(key, SMALL_KEYS) < 0) {
                isNew = putSmall((int) key, id);
            } else {
                long hash = spread(key);
                long[] segment = segmentWithRoom(hash);
                isNew = !has(segment, hash, key, object);
                put(segment, key, hash, id);
            }
            if (!isNew) {
                throw new CorruptDataException(
                        "there is an entry twice for the key " + (object == null ? key : object));
            }
        }
    }

    private boolean has(long[] segment, long hash, long key, @Nullable Object object) {
        int mask = mask(segment);
        for (int bucket = (int) hash & mask; ; bucket = (bucket + 1) & mask) {
            int at = bucketAt(segment, bucket);
            for (int way = 0; way < WAYS; way++) {
                int idPlusOne = (int) segment[at + WAYS + way];
                if (idPlusOne == 0) {
                    return false;
                }
                if (segment[at + way] == key && Objects.equals(object, keyObjectOrNull(idPlusOne - 1))) {
                    return true;
                }
            }
        }
    }

    /** Those in neighbouring segments are near each other, by counting (Knuth, TAOCP 3, 5.2, algorithm D). */
    private int[] appendedByHash() {
        int first = idEnd - appended;
        int[] ids = new int[appended];
        int[] ends = new int[1 << APPENDED_BITS];
        for (int id = first; id < idEnd; id++) {
            ends[directoryIndex(spread(key(id)), APPENDED_BITS)]++;
        }
        for (int group = 1; group < ends.length; group++) {
            ends[group] += ends[group - 1];
        }
        for (int id = first; id < idEnd; id++) {
            ids[--ends[directoryIndex(spread(key(id)), APPENDED_BITS)]] = id;
        }
        appended = 0;
        return ids;
    }

    private int takeId(long key, @Nullable Object object) {
        int id = takeId();
        keys[id >> PAGE_SHIFT][id & PAGE_MASK] = key;
        releasedAt[id >> PAGE_SHIFT][id & PAGE_MASK] = windowCount;
        if (object != null) {
            setObject(id, object);
        }
        return id;
    }

    private static boolean isFull(long[] segment) {
        return segment[COUNT] * FULL_DENOMINATOR >= (mask(segment) + 1L) * WAYS * FULL_NUMERATOR;
    }

    private static void put(long[] segment, long key, long hash, int id) {
        int mask = mask(segment);
        int bucket = (int) hash & mask;
        while (used(segment, bucket) == WAYS) {
            bucket = (bucket + 1) & mask;
        }
        append(segment, bucket, key, id + 1L);
        segment[COUNT]++;
    }

    /** Number of keys in a bucket. */
    private static int used(long[] segment, int bucket) {
        int at = bucketAt(segment, bucket) + WAYS;
        int used = 0;
        while (used < WAYS && segment[at + used] != 0) {
            used++;
        }
        return used;
    }

    private static void append(long[] segment, int bucket, long key, long idPlusOne) {
        int at = bucketAt(segment, bucket) + used(segment, bucket);
        segment[at] = key;
        segment[at + WAYS] = idPlusOne;
    }

    private void grow(long hash) {
        long[] segment = segment(hash);
        int keysMax = (mask(segment) + 1) * WAYS;
        int segmentDepth = (int) segment[DEPTH];
        segmentBytes -= segmentBytes(keysMax);
        if (keysMax < SEGMENT_KEYS_MAX || segmentDepth == DEPTH_MAX) {
            segmentBytes += segmentBytes(2 * keysMax);
            long[] doubled = newSegment(2 * keysMax, segmentDepth);
            redistribute(segment, doubled, doubled, 0);
            replace(hash, segmentDepth, doubled, doubled);
            return;
        }
        if (segmentDepth == depth) {
            doubleDirectory();
        }
        segmentBytes += 2 * segmentBytes(keysMax);
        long[] low = newSegment(keysMax, segmentDepth + 1);
        long[] high = newSegment(keysMax, segmentDepth + 1);
        redistribute(segment, low, high, 63 - segmentDepth);
        replace(hash, segmentDepth, low, high);
    }

    private static void redistribute(long[] from, long[] low, long[] high, int bit) {
        for (int bucket = 0; bucket <= mask(from); bucket++) {
            int at = bucketAt(from, bucket);
            for (int way = 0; way < WAYS && from[at + WAYS + way] != 0; way++) {
                long key = from[at + way];
                long hash = spread(key);
                put((hash >>> bit & 1) == 0 ? low : high, key, hash, (int) from[at + WAYS + way] - 1);
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
            objectPages++;
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

    /** The key of an id where keys are objects, else null. */
    public @Nullable Object keyObjectOrNull(int id) {
        @Nullable Object[] page = objects[id >> PAGE_SHIFT];
        return page.length == 0 ? null : page[id & PAGE_MASK];
    }

    /**
     * Finds the id of one key; a new key gets a new id.
     *
     * @param key the number, or the stable hash of the object
     * @param object the key where keys are objects, else null
     */
    public int idOf(long key, @Nullable Object object) {
        return object == null ? resolve(key) : resolve(key, object);
    }

    /** One more slice holds this id. */
    public void retain(int id) {
        holders[id >> PAGE_SHIFT][id & PAGE_MASK]++;
    }

    /**
     * So many more hold this id, or none: a sum where a branch could not be guessed.
     *
     * @param count how many
     */
    public void retain(int id, int count) {
        holders[id >> PAGE_SHIFT][id & PAGE_MASK] += count;
    }

    /**
     * One holds each of these ids more, or several hold one that is there several times.
     *
     * @param count how many of them
     */
    public void retainAll(int[] ids, int count) {
        for (int i = 0; i < count; i++) {
            holders[ids[i] >> PAGE_SHIFT][ids[i] & PAGE_MASK]++;
        }
    }

    /** One slice less holds this id. */
    public void release(int id) {
        int left = --holders[id >> PAGE_SHIFT][id & PAGE_MASK];
        assert left >= 0 : "id " + id + " was released too often";
        releasedAt[id >> PAGE_SHIFT][id & PAGE_MASK] = windowCount;
    }

    /**
     * Some less hold the ids of a page, without a branch, as nobody could guess which.
     *
     * @param page of ids
     * @param counts by place in the page: how many less, 0 for none
     */
    public void releaseAll(int page, int[] counts) {
        int[] held = holders[page];
        int[] lastReleased = releasedAt[page];
        for (int place = 0; place < PAGE_IDS; place++) {
            // All bits are set if there are any.
            int isReleased = -counts[place] >> Integer.SIZE - 1;
            assert held[place] >= counts[place] : "an id was released too often";
            held[place] -= counts[place];
            lastReleased[place] = lastReleased[place] & ~isReleased | windowCount & isReleased;
        }
    }

    /** Whether anybody holds this id. */
    public boolean isHeld(int id) {
        return holders[id >> PAGE_SHIFT][id & PAGE_MASK] != 0;
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
            // All bits are set if it was held lately: one branch, which is seldom taken, where nobody can guess who
            // holds what.
            int lately = windowCount - releasedAt[page][place] - IDLE_WINDOWS >> Integer.SIZE - 1;
            if ((holders[page][place] | lately) == 0) {
                free(id);
            }
        }
    }

    /**
     * Frees an id at once, for state that lives and dies with single keys. Does nothing if it is free. Not to be mixed with
     * {@link #sweep}, and not before all rows of a batch are done with: others may have been resolved to the same id.
     *
     * @param id one that nobody holds
     */
    public void remove(int id) {
        assert holders[id >> PAGE_SHIFT][id & PAGE_MASK] == 0 : "id " + id + " is held";
        free(id);
    }

    private void free(int id) {
        boolean isObject = objects[id >> PAGE_SHIFT].length > 0;
        boolean isSmall = !isObject && Long.compareUnsigned(key(id), SMALL_KEYS) < 0;
        if (!(isSmall ? removeSmall(id) : removeHashed(id))) {
            return; // it was free already
        }
        if (objects[id >> PAGE_SHIFT].length > 0) {
            setObject(id, null);
        }
        if (freeCount == freeIds.length) {
            freeIds = Arrays.copyOf(freeIds, freeCount * 2);
        }
        freeIds[freeCount++] = id;
    }

    private boolean removeSmall(int id) {
        int key = (int) key(id);
        int page = key >> PAGE_SHIFT;
        if (small[page][key & PAGE_MASK] != id + 1) {
            return false;
        }
        small[page][key & PAGE_MASK] = 0;
        if (--smallCounts[page] == 0) {
            small[page] = NO_KEYS;
            smallPages--;
        }
        return true;
    }

    private boolean removeHashed(int id) {
        long hash = spread(key(id));
        long[] segment = segment(hash);
        boolean isRemoved = remove(segment, hash, id + 1L);
        segment[COUNT] -= isRemoved ? 1 : 0;
        return isRemoved;
    }

    private static boolean remove(long[] segment, long hash, long idPlusOne) {
        int mask = mask(segment);
        for (int bucket = (int) hash & mask; ; bucket = (bucket + 1) & mask) {
            int at = bucketAt(segment, bucket);
            for (int way = 0; way < WAYS; way++) {
                if (segment[at + WAYS + way] == idPlusOne) {
                    boolean wasFull = removeAt(segment, bucket, way);
                    if (wasFull) {
                        takeBack(segment, bucket);
                    }
                    return true;
                }
                if (segment[at + WAYS + way] == 0) {
                    return false;
                }
            }
        }
    }

    /** Removes one key of a bucket, whose last one takes its place; true if the bucket was full. */
    private static boolean removeAt(long[] segment, int bucket, int way) {
        int at = bucketAt(segment, bucket);
        int last = used(segment, bucket) - 1;
        segment[at + way] = segment[at + last];
        segment[at + WAYS + way] = segment[at + WAYS + last];
        segment[at + last] = 0;
        segment[at + WAYS + last] = 0;
        return last == WAYS - 1;
    }

    /** A bucket is not full any more: a key that went past it must come back, or it would not be found. */
    private static void takeBack(long[] segment, int emptied) {
        int mask = mask(segment);
        int hole = emptied;
        for (int bucket = (hole + 1) & mask; bucket != hole; bucket = (bucket + 1) & mask) {
            int at = bucketAt(segment, bucket);
            int used = used(segment, bucket);
            for (int way = 0; way < used; way++) {
                int home = (int) spread(segment[at + way]) & mask;
                // Its home is at the hole or before it, cyclically.
                if (((bucket - home) & mask) >= ((bucket - hole) & mask)) {
                    append(segment, hole, segment[at + way], segment[at + WAYS + way]);
                    removeAt(segment, bucket, way);
                    hole = bucket;
                    break;
                }
            }
            if (used < WAYS) {
                return;
            }
        }
    }

    /** Number of keys. */
    public int size() {
        return idEnd - freeCount;
    }

    /** One more than the greatest id ever given. */
    public int idEnd() {
        return idEnd;
    }

    /** Tells what it keeps in memory, and how many keys it has. */
    public void weigh(Footprint footprint) {
        footprint.keys(size());
        footprint.references(small);
        footprint.ints(smallCounts);
        footprint.intPages(smallPages, PAGE_IDS);
        footprint.references(directory);
        footprint.arrayBytes(segmentBytes);
        footprint.references(keys);
        footprint.longPages(keys.length, PAGE_IDS);
        footprint.references(objects);
        footprint.referencePages(objectPages, PAGE_IDS);
        footprint.references(holders);
        footprint.intPages(holders.length, PAGE_IDS);
        footprint.references(releasedAt);
        footprint.intPages(releasedAt.length, PAGE_IDS);
        footprint.ints(freeIds);
        footprint.objects(objectPages == 0 ? 0 : idEnd, id -> keyObjectOrNull((int) id));
    }
}
