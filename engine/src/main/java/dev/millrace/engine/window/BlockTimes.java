package dev.millrace.engine.window;

import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
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

    /** Writes the blocks of an id as fields of an entry. */
    void write(int id, StateWriter out) {
        out.writeInt(blocksOfId.get(id).size());
        for (Block block : blocksOfId.get(id)) {
            out.writeLong(block.least);
            out.writeLong(block.greatest);
        }
    }

    /** Reads the blocks of an id that has none. */
    void read(StateReader in, int id) {
        for (int left = in.readInt(); left > 0; left--) {
            open(id);
            add(id, in.readLong());
            add(id, in.readLong());
        }
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

    /** Tells what it keeps in memory. */
    void weigh(Footprint footprint) {
        footprint.objects(blocksOfId.size(), Integer.BYTES);
        footprint.objects(blocksOfId.size(), id -> blocksOfId.get((int) id));
    }
}
