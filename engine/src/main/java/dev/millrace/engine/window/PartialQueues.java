package dev.millrace.engine.window;

import dev.millrace.engine.aggregate.Accumulators;
import dev.millrace.engine.aggregate.AggregatePlan;
import dev.millrace.engine.state.KeyTable;
import java.util.Arrays;

/**
 * For each id a queue of partial aggregates in the order of time, and the aggregate over the whole queue: what a window
 * that slides needs. Owned by one thread.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>Three ways to the aggregate over a queue, chosen by what the aggregate can do:
 *
 * <ul>
 *   <li><b>Subtract</b>: a running aggregate; what leaves is subtracted. Two operations for each partial.
 *   <li><b>Two stacks</b> (Tangwongsan, Hirzel, Schneider, "DABA Lite", arXiv 2009.13768, where it is the baseline): the
 *       older part of the queue is the front, where each partial also has the aggregate from it to the front's end; the
 *       newer part is the back, with one aggregate over it. The whole is one merge. When the front is used up, the back
 *       becomes the front: a flip, which computes those aggregates from the newest to the oldest. Three operations for each
 *       partial, on average.
 *   <li><b>Recompute</b>, for aggregates that need the records in order, whose results are as long as their input anyway.
 * </ul>
 *
 * <p>A flip is a long pause if all keys flip at once, as keys that are busy in every slice would. The first flip of each id
 * is therefore made early, after a number of partials that differs from id to id; from then on the flips of different
 * ids fall on different slices for ever, since a front lasts as many slices as it had.
 *
 * <p>What comes is added before what goes is removed, so an aggregate over the queue may overflow although no window
 * does. Then it is stale, too, and whoever asks for it sees whether it really overflows.
 *
 * <p>A partial that records are added to after it has been queued, because they were late for some windows only, makes
 * the aggregates of its id stale; they are computed anew when they are needed next.
 *
 * <pre>
 * head -> node -> node -> node -> node -> tail        each: time, slot of the partial, slot of the suffix or -1
 *         |---- front ---|        |-back-|
 * </pre>
 *
 * <p>Invariants: the nodes of an id have ascending times; those of the front, and no others, have suffixes; a node's
 * partial holds its id.
 */
final class PartialQueues {

    private static final int NONE = -1;

    /** Nodes come in pages of this many. */
    private static final int PAGE_NODES = 1 << 10;

    private static final int PAGE_SHIFT = 10;
    private static final int PAGE_MASK = PAGE_NODES - 1;

    /** Fields of a node in a page of ints. */
    private static final int NEXT = 0;

    private static final int PARTIAL = 1;
    private static final int SUFFIX = 2;
    private static final int FIELDS = 3;

    private enum Method {
        SUBTRACT,
        TWO_STACKS,
        RECOMPUTE
    }

    private final AggregatePlan plan;
    private final Accumulators accumulators;
    private final KeyTable keys;
    private final Method method;
    private final int overlap;

    private long[][] times = new long[0][];
    private int[][] nodes = new int[0][];
    private int nodeEnd;
    private int freeNode = NONE;
    private int nodeCount;

    /** By id; one more than the node, 0 for none. */
    private int[] heads = new int[16];

    private int[] tails = new int[16];

    /** By id: the slot with the aggregate over the back, or over all where that is how; 0 for none. */
    private int[] backs = new int[16];

    /** By id: nodes in the back. */
    private int[] backSizes = new int[16];

    /** By id: whether the aggregates must be computed anew. */
    private boolean[] areStale = new boolean[16];

    private int[] flipped = new int[16];

    /**
     * Makes empty queues.
     *
     * @param overlap about how many partials a window has, to spread flips over
     */
    PartialQueues(AggregatePlan plan, Accumulators accumulators, KeyTable keys, long overlap) {
        this.plan = plan;
        this.accumulators = accumulators;
        this.keys = keys;
        this.overlap = (int) Math.max(1, Math.min(overlap, 1 << 16));
        if (plan.isOrdered()) {
            method = Method.RECOMPUTE;
        } else {
            method = plan.isInvertible() ? Method.SUBTRACT : Method.TWO_STACKS;
        }
    }

    /** Number of partials in all queues. */
    int size() {
        return nodeCount;
    }

    boolean isEmpty(int id) {
        return id >= heads.length || heads[id] == 0;
    }

    /** Number of records in the queue of an id. */
    long records(int id) {
        long records = 0;
        if (!isEmpty(id)) {
            for (int node = heads[id] - 1; node != NONE; node = next(node)) {
                records += accumulators.records(partial(node));
            }
        }
        return records;
    }

    /** Number of records in all queues, counted there. */
    long records() {
        long records = 0;
        for (int id = 0; id < heads.length; id++) {
            records += records(id);
        }
        return records;
    }

    /** Time of the oldest partial of an id that has any. */
    long headTime(int id) {
        return time(heads[id] - 1);
    }

    /** Time of the newest partial of an id that has any. */
    long tailTime(int id) {
        return time(tails[id] - 1);
    }

    /** The newest partial of an id that has any. */
    int tailPartial(int id) {
        return partial(tails[id] - 1);
    }

    /**
     * Adds a partial that is at least as new as all of its id.
     *
     * @param id of the key
     * @param time of the partial
     * @param slot of the partial; becomes this queue's
     */
    void append(int id, long time, int slot) throws Exception {
        if (id >= heads.length) {
            grow(id);
        }
        assert heads[id] == 0 || tailTime(id) <= time : "partials come in the order of time";
        int node = takeNode(time, slot);
        if (heads[id] == 0) {
            heads[id] = node + 1;
        } else {
            setNext(tails[id] - 1, node);
        }
        tails[id] = node + 1;
        if (method == Method.RECOMPUTE || areStale[id]) {
            return;
        }
        try {
            addToBack(id, slot);
        } catch (ArithmeticException overflow) {
            areStale[id] = true;
        }
    }

    private void addToBack(int id, int slot) throws Exception {
        if (backs[id] == 0) {
            backs[id] = accumulators.takeSlot();
        }
        plan.merge(accumulators, backs[id], slot);
        backSizes[id]++;
        if (method == Method.TWO_STACKS && isTurnOf(id)) {
            flip(id);
        }
    }

    /** Whether to make the first flip of an id, at a size that differs from id to id. */
    private boolean isTurnOf(int id) {
        boolean isFrontEmpty = suffix(heads[id] - 1) == NONE;
        int turn = 1 + (int) (Integer.toUnsignedLong(id * 0x9E3779B9) * overlap >>> 32);
        return isFrontEmpty && backSizes[id] == turn;
    }

    /**
     * Removes the oldest partials of an id.
     *
     * @param id of the key
     * @param time partials before it go
     * @return the number of records in them
     */
    long evictBefore(int id, long time) throws Exception {
        long records = 0;
        while (!isEmpty(id) && headTime(id) < time) {
            records += evictHead(id);
        }
        return records;
    }

    /**
     * Removes the oldest partial of an id.
     *
     * @return the number of records in it
     */
    long evictHead(int id) throws Exception {
        int node = heads[id] - 1;
        int slot = partial(node);
        long records = accumulators.records(slot);
        int following = next(node);
        heads[id] = following + 1;
        if (following == NONE) {
            tails[id] = 0;
            forgetAggregates(id);
        } else if (!areStale[id]) {
            try {
                onEvicted(id, node, slot);
            } catch (ArithmeticException overflow) {
                areStale[id] = true;
            }
        }
        if (suffix(node) != NONE) {
            accumulators.releaseSlot(suffix(node));
        }
        accumulators.releaseSlot(slot);
        keys.release(id);
        releaseNode(node);
        return records;
    }

    private void onEvicted(int id, int node, int slot) throws Exception {
        switch (method) {
            case SUBTRACT -> plan.subtract(accumulators, backs[id], slot);
            case TWO_STACKS -> {
                // What left was of the back: its aggregate is of no use any more, so this is the time.
                if (suffix(node) == NONE) {
                    flip(id);
                }
            }
            case RECOMPUTE -> {
                // There is no aggregate to be kept right.
            }
        }
    }

    /** Makes the whole queue of an id its front. */
    private void flip(int id) throws Exception {
        int count = 0;
        for (int node = heads[id] - 1; node != NONE; node = next(node)) {
            if (count == flipped.length) {
                flipped = Arrays.copyOf(flipped, count * 2);
            }
            flipped[count++] = node;
        }
        int newer = NONE;
        for (int i = count - 1; i >= 0; i--) {
            int node = flipped[i];
            int suffix = suffix(node);
            if (suffix == NONE) {
                suffix = accumulators.takeSlot();
                setSuffix(node, suffix);
            } else {
                accumulators.clear(suffix);
            }
            plan.merge(accumulators, suffix, partial(node));
            if (newer != NONE) {
                plan.merge(accumulators, suffix, newer);
            }
            newer = suffix;
        }
        forgetAggregates(id);
    }

    private void forgetAggregates(int id) {
        if (backs[id] != 0) {
            accumulators.releaseSlot(backs[id]);
            backs[id] = 0;
        }
        backSizes[id] = 0;
        areStale[id] = false;
    }

    /**
     * The aggregate over the queue of an id that has any.
     *
     * @return a slot, valid until the next call
     */
    int aggregate(int id) throws Exception {
        if (areStale[id]) {
            refresh(id);
        }
        return switch (method) {
            case SUBTRACT -> backs[id];
            case TWO_STACKS -> mergeStacks(id);
            case RECOMPUTE -> recompute(id);
        };
    }

    private int mergeStacks(int id) throws Exception {
        int front = suffix(heads[id] - 1);
        if (front == NONE) {
            return backs[id];
        }
        if (backs[id] == 0) {
            return front;
        }
        accumulators.clear(Accumulators.SCRATCH);
        plan.merge(accumulators, Accumulators.SCRATCH, front);
        plan.merge(accumulators, Accumulators.SCRATCH, backs[id]);
        return Accumulators.SCRATCH;
    }

    private int recompute(int id) throws Exception {
        accumulators.clear(Accumulators.SCRATCH);
        for (int node = heads[id] - 1; node != NONE; node = next(node)) {
            plan.merge(accumulators, Accumulators.SCRATCH, partial(node));
        }
        return Accumulators.SCRATCH;
    }

    private void refresh(int id) throws Exception {
        areStale[id] = false;
        switch (method) {
            case SUBTRACT -> {
                if (backs[id] == 0) {
                    backs[id] = accumulators.takeSlot();
                }
                accumulators.clear(backs[id]);
                for (int node = heads[id] - 1; node != NONE; node = next(node)) {
                    plan.merge(accumulators, backs[id], partial(node));
                }
            }
            case TWO_STACKS -> flip(id);
            case RECOMPUTE -> {
                // There is no aggregate to be kept right.
            }
        }
    }

    /**
     * The partial of an id at a time that is already queued, or was skipped; for records that are about to be added to it.
     *
     * @param id of the key
     * @param time of the partial
     * @return its slot
     */
    int partialForLate(int id, long time) {
        if (id >= heads.length) {
            grow(id);
        }
        areStale[id] = true;
        int before = NONE;
        int node = heads[id] - 1;
        while (node != NONE && time(node) < time) {
            before = node;
            node = next(node);
        }
        if (node != NONE && time(node) == time) {
            return partial(node);
        }
        int added = takeNode(time, accumulators.takeSlot());
        setNext(added, node);
        if (before == NONE) {
            heads[id] = added + 1;
        } else {
            setNext(before, added);
        }
        if (node == NONE) {
            tails[id] = added + 1;
        }
        return partial(added);
    }

    private int takeNode(long time, int slot) {
        int node = freeNode;
        if (node != NONE) {
            freeNode = next(node);
        } else {
            node = nodeEnd++;
            if (node >> PAGE_SHIFT == nodes.length) {
                times = Arrays.copyOf(times, times.length + 1);
                nodes = Arrays.copyOf(nodes, nodes.length + 1);
                times[node >> PAGE_SHIFT] = new long[PAGE_NODES];
                nodes[node >> PAGE_SHIFT] = new int[PAGE_NODES * FIELDS];
            }
        }
        nodeCount++;
        times[node >> PAGE_SHIFT][node & PAGE_MASK] = time;
        int[] page = nodes[node >> PAGE_SHIFT];
        int at = (node & PAGE_MASK) * FIELDS;
        page[at + NEXT] = NONE;
        page[at + PARTIAL] = slot;
        page[at + SUFFIX] = NONE;
        return node;
    }

    private void releaseNode(int node) {
        setNext(node, freeNode);
        freeNode = node;
        if (--nodeCount == 0) {
            times = new long[0][];
            nodes = new int[0][];
            nodeEnd = 0;
            freeNode = NONE;
        }
    }

    private long time(int node) {
        return times[node >> PAGE_SHIFT][node & PAGE_MASK];
    }

    private int next(int node) {
        return nodes[node >> PAGE_SHIFT][(node & PAGE_MASK) * FIELDS + NEXT];
    }

    private void setNext(int node, int following) {
        nodes[node >> PAGE_SHIFT][(node & PAGE_MASK) * FIELDS + NEXT] = following;
    }

    private int partial(int node) {
        return nodes[node >> PAGE_SHIFT][(node & PAGE_MASK) * FIELDS + PARTIAL];
    }

    private int suffix(int node) {
        return nodes[node >> PAGE_SHIFT][(node & PAGE_MASK) * FIELDS + SUFFIX];
    }

    private void setSuffix(int node, int slot) {
        nodes[node >> PAGE_SHIFT][(node & PAGE_MASK) * FIELDS + SUFFIX] = slot;
    }

    private void grow(int id) {
        int capacity = Math.max(id + 1, heads.length * 2);
        heads = Arrays.copyOf(heads, capacity);
        tails = Arrays.copyOf(tails, capacity);
        backs = Arrays.copyOf(backs, capacity);
        backSizes = Arrays.copyOf(backSizes, capacity);
        areStale = Arrays.copyOf(areStale, capacity);
    }
}
