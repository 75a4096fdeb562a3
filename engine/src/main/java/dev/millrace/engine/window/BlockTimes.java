package dev.millrace.engine.window;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * By id, the least and the greatest time in each of its blocks, for windows that take records as they come: there the first
 * and the last record of a window are not the first and the last in time.
 */
final class BlockTimes {

    private static final class Block {
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
    }

    private final List<ArrayDeque<Block>> blocksOfId = new ArrayList<>();

    /** A block begins. */
    void open(int id) {
        while (id >= blocksOfId.size()) {
            blocksOfId.add(new ArrayDeque<>(1));
        }
        blocksOfId.get(id).add(new Block());
    }

    /** Takes a record of the block that began last. */
    void add(int id, long time) {
        Block block = blocksOfId.get(id).getLast();
        block.least = Math.min(block.least, time);
        block.greatest = Math.max(block.greatest, time);
    }

    /** Forgets the oldest block. */
    void evict(int id) {
        blocksOfId.get(id).removeFirst();
    }

    /** The least time in all blocks. */
    long least(int id) {
        long least = Long.MAX_VALUE;
        for (Block block : blocksOfId.get(id)) {
            least = Math.min(least, block.least);
        }
        return least;
    }

    /** The greatest time in all blocks. */
    long greatest(int id) {
        long greatest = Long.MIN_VALUE;
        for (Block block : blocksOfId.get(id)) {
            greatest = Math.max(greatest, block.greatest);
        }
        return greatest;
    }
}
