package dev.millrace.engine.window;

import dev.millrace.engine.aggregate.Accumulators;
import dev.millrace.engine.aggregate.AggregatePlan;
import dev.millrace.engine.state.ChangedRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
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
 *   <li><b>Two stacks</b> (Tangwongsan, Hirzel, Schneider, "DABA Lite", arXiv 2009.13768, where the version in place is the
 *       baseline): the older part of the queue is the front, where each partial has become the aggregate from it to the
 *       front's end, a suffix; the newer part is the back, with one aggregate over it. The whole is one merge. When the front
 *       is used up, the back becomes the front: a flip, which merges each partial into the one before it, from the newest to
 *       the oldest. Three operations for each partial, on average.
 *   <li><b>Recompute</b>, for aggregates that need the records in order, whose results are as long as their input anyway.
 * </ul>
 *
 * <p>A flip is a long pause if all keys flip at once, as keys that are busy in every slice would. The first flip of each id
 * is therefore made early, after a number of partials that differs from id to id; from then on the flips of different
 * ids fall on different slices for ever, since a front lasts as many slices as it had.
 *
 * <p>Records may be added to a time that has been queued, being late for some windows only. In the front they belong to all
 * suffixes up to their place, so that costs as many merges; it is rare.
 *
 * <pre>
 * head -> node -> node -> node -> node -> tail        each: time, slot
 *         |---- front ---|        |-back-|            front: suffixes; back: partials
 * </pre>
 *
 * <p>Invariants: the nodes of an id have ascending times, and the front comes before the back; each node holds its id.
 */
final class PartialQueues {

    private static final int NONE = -1;

    /** Nodes come in pages of this many. */
    private static final int PAGE_NODES = 1 << 10;

    private static final int PAGE_SHIFT = 10;
    private static final int PAGE_MASK = PAGE_NODES - 1;

    /** Fields of a node in a page of ints. */
    private static final int NEXT = 0;

    private static final int SLOT = 1;
    private static final int FIELDS = 2;

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

    /** By id: nodes in the front. */
    private int[] frontSizes = new int[16];

    /** By id: nodes in the back. */
    private int[] backSizes = new int[16];

    private int[] flipped = new int[16];

    private final ChangedRows changed = new ChangedRows();

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
        int node = isEmpty(id) ? NONE : heads[id] - 1;
        for (int place = 0; node != NONE; place++, node = next(node)) {
            // The first suffix has all records of the front.
            records += place == 0 || place >= frontSizes[id] ? accumulators.records(slot(node)) : 0;
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

    /**
     * Adds a partial that is at least as new as all of its id.
     *
     * @param id of the key
     * @param time of the partial
     * @param slot of the partial; becomes this queue's
     */
    void append(int id, long time, int slot) throws Exception {
        changed.add(id);
        addNode(id, time, slot);
        addToBack(id, slot);
        backSizes[id]++;
        if (method == Method.TWO_STACKS && isTurnOf(id)) {
            flip(id);
        }
    }

    private void addNode(int id, long time, int slot) {
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
    }

    private void addToBack(int id, int slot) throws Exception {
        if (method == Method.RECOMPUTE) {
            return;
        }
        if (backs[id] == 0) {
            backs[id] = accumulators.takeSlot();
        }
        plan.merge(accumulators, backs[id], slot);
    }

    /** Whether to make the first flip of an id, at a size that differs from id to id. */
    private boolean isTurnOf(int id) {
        // By key, not by id: in which order partials merge must not depend on who else is here.
        int turn = 1 + (int) ((keys.key(id) * 0x9E3779B97F4A7C15L >>> 32) * overlap >>> 32);
        return frontSizes[id] == 0 && backSizes[id] == turn;
    }

    /**
     * Reads from memory what {@link #evictBefore} will need of some ids, so that it is all on its way at once: in long windows each partial
     * lies elsewhere.
     *
     * @param from first id
     * @param to end of the ids
     * @return anything that depends on what was read, to be kept, or the compiler leaves this out
     */
    long fetchHeads(int from, int to) {
        long sum = 0;
        for (int id = from, end = Math.min(to, heads.length); id < end; id++) {
            int following = heads[id] == 0 ? NONE : next(heads[id] - 1);
            if (following != NONE) {
                sum += time(following) + accumulators.records(slot(following));
            }
        }
        return sum;
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
        changed.add(id);
        int node = heads[id] - 1;
        int slot = slot(node);
        long records = accumulators.records(slot);
        int following = next(node);
        heads[id] = following + 1;
        if (following == NONE) {
            tails[id] = 0;
            forgetBack(id);
            frontSizes[id] = 0;
        } else if (frontSizes[id] > 0) {
            frontSizes[id]--;
            records -= frontSizes[id] > 0 ? accumulators.records(slot(following)) : 0;
        } else {
            onEvictedFromBack(id, slot);
        }
        accumulators.releaseSlot(slot);
        keys.release(id);
        releaseNode(node);
        return records;
    }

    private void onEvictedFromBack(int id, int slot) throws Exception {
        switch (method) {
            case SUBTRACT -> {
                plan.subtract(accumulators, backs[id], slot);
                backSizes[id]--;
            }
            // Its aggregate is of no use any more, so this is the time.
            case TWO_STACKS -> flip(id);
            case RECOMPUTE -> backSizes[id]--;
        }
    }

    /** Makes the back of an id, which has no front, its front. */
    private void flip(int id) throws Exception {
        int count = 0;
        for (int node = heads[id] - 1; node != NONE; node = next(node)) {
            if (count == flipped.length) {
                flipped = Arrays.copyOf(flipped, count * 2);
            }
            flipped[count++] = slot(node);
        }
        for (int i = count - 2; i >= 0; i--) {
            plan.merge(accumulators, flipped[i], flipped[i + 1]);
        }
        frontSizes[id] = count;
        forgetBack(id);
    }

    private void forgetBack(int id) {
        if (backs[id] != 0) {
            accumulators.releaseSlot(backs[id]);
            backs[id] = 0;
        }
        backSizes[id] = 0;
    }

    /**
     * The aggregate over the queue of an id that has any.
     *
     * @return a slot, valid until the next call
     */
    int aggregate(int id) throws Exception {
        if (method == Method.RECOMPUTE) {
            return recompute(id);
        }
        if (frontSizes[id] == 0) {
            return backs[id];
        }
        int front = slot(heads[id] - 1);
        if (backs[id] == 0) {
            return front;
        }
        plan.copy(accumulators, Accumulators.SCRATCH, front);
        plan.merge(accumulators, Accumulators.SCRATCH, backs[id]);
        return Accumulators.SCRATCH;
    }

    private int recompute(int id) throws Exception {
        accumulators.clear(Accumulators.SCRATCH);
        for (int node = heads[id] - 1; node != NONE; node = next(node)) {
            plan.merge(accumulators, Accumulators.SCRATCH, slot(node));
        }
        return Accumulators.SCRATCH;
    }

    /**
     * Adds records of a time that may have been queued already.
     *
     * @param id of the key
     * @param time of the partial that they belong to
     * @param slot has the records; becomes this queue's
     */
    void addLate(int id, long time, int slot) throws Exception {
        changed.add(id);
        if (isEmpty(id) || tailTime(id) < time) {
            append(id, time, slot);
            return;
        }
        int before = NONE;
        int node = heads[id] - 1;
        int place = 0;
        for (; time(node) < time; place++) {
            before = node;
            node = next(node);
        }
        boolean isInFront = place < frontSizes[id];
        if (isInFront) {
            addToSuffixes(id, place, slot);
        } else {
            addToBack(id, slot);
        }
        if (time(node) == time) {
            plan.merge(accumulators, slot(node), slot);
            accumulators.releaseSlot(slot);
            keys.release(id); // the node holds it already
        } else {
            if (isInFront) {
                plan.merge(accumulators, slot, slot(node)); // it becomes a suffix
            }
            insert(id, before, node, time, slot);
            frontSizes[id] += isInFront ? 1 : 0;
            backSizes[id] += isInFront ? 0 : 1;
        }
    }

    /** Adds records to the suffixes of so many nodes. */
    private void addToSuffixes(int id, int count, int slot) throws Exception {
        int node = heads[id] - 1;
        for (int i = 0; i < count; i++) {
            plan.merge(accumulators, slot(node), slot);
            node = next(node);
        }
    }

    private void insert(int id, int before, int after, long time, int slot) {
        int node = takeNode(time, slot);
        setNext(node, after);
        if (before == NONE) {
            heads[id] = node + 1;
        } else {
            setNext(before, node);
        }
    }

    /** Writes the queues of all ids as they stand, so that nothing need be merged anew. */
    void capture(StateWriter out, String list) {
        out.rows(list);
        changed.capture(out, 0, heads.length, this::write);
    }

    private void write(int id, StateWriter out) {
        if (isEmpty(id)) {
            return;
        }
        out.entry(keys, id);
        out.writeInt(frontSizes[id]);
        out.writeInt(backSizes[id]);
        for (int node = heads[id] - 1; node != NONE; node = next(node)) {
            out.writeLong(time(node));
            accumulators.write(slot(node), out);
        }
        out.writeBoolean(backs[id] != 0);
        if (backs[id] != 0) {
            accumulators.write(backs[id], out);
        }
    }

    /** Takes queues in; each partial holds its id. */
    void restore(StateReader in, String list) {
        while (in.next(list)) {
            int id = in.id(keys);
            int frontSize = in.readInt();
            int backSize = in.readInt();
            for (int left = frontSize + backSize; left > 0; left--) {
                addNode(id, in.readLong(), readSlot(in));
                keys.retain(id);
            }
            frontSizes[id] = frontSize;
            backSizes[id] = backSize;
            backs[id] = in.readBoolean() ? readSlot(in) : 0;
        }
    }

    private int readSlot(StateReader in) {
        int slot = accumulators.takeSlot();
        accumulators.read(in, slot);
        return slot;
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
        page[at + SLOT] = slot;
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

    private int slot(int node) {
        return nodes[node >> PAGE_SHIFT][(node & PAGE_MASK) * FIELDS + SLOT];
    }

    private void grow(int id) {
        int capacity = Math.max(id + 1, heads.length * 2);
        heads = Arrays.copyOf(heads, capacity);
        tails = Arrays.copyOf(tails, capacity);
        backs = Arrays.copyOf(backs, capacity);
        backSizes = Arrays.copyOf(backSizes, capacity);
        frontSizes = Arrays.copyOf(frontSizes, capacity);
    }

    /** Tells what it keeps in memory. */
    void weigh(Footprint footprint) {
        footprint.references(times);
        footprint.longPages(times.length, PAGE_NODES);
        footprint.references(nodes);
        footprint.intPages(nodes.length, PAGE_NODES * FIELDS);
        footprint.ints(heads);
        footprint.ints(tails);
        footprint.ints(backs);
        footprint.ints(frontSizes);
        footprint.ints(backSizes);
        footprint.ints(flipped);
        changed.weigh(footprint);
    }
}
