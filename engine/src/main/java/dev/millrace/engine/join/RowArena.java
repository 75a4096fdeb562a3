package dev.millrace.engine.join;

import dev.millrace.engine.state.Footprint;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Memory for rows in blocks whose capacities are powers of two, taken and given back without the garbage collector. Owned by
 * one thread.
 *
 * <p>Segregated free lists (Wilson, Johnstone, Neely, Boles, IWMM 1995): a list of free blocks for each capacity. Small
 * blocks are cut from pages, which stay; a block larger than a page is an array of its own, which does not.
 */
final class RowArena {

    /** Longs for each row: its time and its origin. */
    static final int STAMP_LONGS = 2;

    /** Log of the capacity of the smallest block: most keys of a large number of keys have a row or two. */
    static final int CLASS_MIN = 1;

    /** Log of the largest capacity; stamps of more rows do not fit into an array. */
    static final int CLASS_MAX = 29;

    private static final int PAGE_CLASS = 12;

    /** By class. */
    private final BlocksOfOneClass[] classes = new BlocksOfOneClass[CLASS_MAX + 1];

    RowArena(boolean isFlagged) {
        for (int sizeClass = CLASS_MIN; sizeClass <= CLASS_MAX; sizeClass++) {
            classes[sizeClass] = new BlocksOfOneClass(sizeClass, isFlagged);
        }
    }

    /** Tells what it keeps in memory. */
    void weigh(Footprint footprint) {
        footprint.references(classes);
        for (int sizeClass = CLASS_MIN; sizeClass <= CLASS_MAX; sizeClass++) {
            classes[sizeClass].weigh(footprint);
        }
    }

    /** All blocks of one capacity. */
    BlocksOfOneClass blocks(int sizeClass) {
        return classes[sizeClass];
    }

    /** Blocks of one capacity, free and taken. A block is a number; its rows are a stretch of the columns of its page. */
    static final class BlocksOfOneClass {

        private static final long[] NO_STAMPS = new long[0];
        private static final @Nullable Object[] NO_VALUES = new @Nullable Object[0];
        private static final boolean[] NO_FLAGS = new boolean[0];

        private final int sizeClass;
        private final boolean isFlagged;

        /** Log of the number of blocks in a page. */
        private final int shift;

        private long[][] stamps = new long[0][];
        private @Nullable Object[][] values = new @Nullable Object[0][];
        private boolean[][] flags = new boolean[0][];
        private int[] free = new int[4];
        private int freeCount;
        private int end;

        /** Of all pages that are there. */
        private long pageBytes;

        BlocksOfOneClass(int sizeClass, boolean isFlagged) {
            this.sizeClass = sizeClass;
            this.isFlagged = isFlagged;
            shift = Math.max(0, PAGE_CLASS - sizeClass);
        }

        /** Takes a free block; no value is set in it. */
        int take() {
            int block = freeCount > 0 ? free[--freeCount] : end++;
            int page = block >> shift;
            if (page >= stamps.length) {
                growTo(page + 1);
            }
            if (stamps[page].length == 0) {
                int rows = 1 << (sizeClass + shift);
                stamps[page] = new long[STAMP_LONGS * rows];
                values[page] = new @Nullable Object[rows];
                flags[page] = isFlagged ? new boolean[rows] : NO_FLAGS;
                pageBytes += bytesOfPage();
            }
            return block;
        }

        private void growTo(int pages) {
            int before = stamps.length;
            int capacity = Math.max(pages, before + (before >> 1) + 1);
            stamps = Arrays.copyOf(stamps, capacity);
            values = Arrays.copyOf(values, capacity);
            flags = Arrays.copyOf(flags, capacity);
            for (int page = before; page < capacity; page++) {
                forget(page);
            }
        }

        private void forget(int page) {
            stamps[page] = NO_STAMPS;
            values[page] = NO_VALUES;
            flags[page] = NO_FLAGS;
        }

        /** Gives a block back; no value may be set in it. */
        void release(int block) {
            if (shift == 0) {
                forget(block);
                pageBytes -= bytesOfPage();
            }
            if (freeCount == free.length) {
                free = Arrays.copyOf(free, freeCount * 2);
            }
            free[freeCount++] = block;
        }

        private long bytesOfPage() {
            int rows = 1 << (sizeClass + shift);
            return Footprint.ofLongs(STAMP_LONGS * rows)
                    + Footprint.ofReferences(rows)
                    + (isFlagged ? Footprint.ofBooleans(rows) : 0);
        }

        private void weigh(Footprint footprint) {
            footprint.ints(free);
            if (end > 0) {
                footprint.arrayBytes(pageBytes);
                footprint.references(stamps);
                footprint.references(values);
                footprint.references(flags);
            }
            int rowShift = sizeClass + shift;
            long pages = (end + (1L << shift) - 1) >> shift;
            footprint.objects(pages << rowShift, row -> {
                @Nullable Object[] page = values[(int) (row >> rowShift)];
                return page.length == 0 ? null : page[(int) row & (1 << rowShift) - 1];
            });
        }

        /** Index of the first row of a block in the columns of its page. */
        int base(int block) {
            return (block & (1 << shift) - 1) << sizeClass;
        }

        long[] stamps(int block) {
            return stamps[block >> shift];
        }

        @Nullable
        Object[] values(int block) {
            return values[block >> shift];
        }

        /** Empty if rows have no flags. */
        boolean[] flags(int block) {
            return flags[block >> shift];
        }
    }
}
