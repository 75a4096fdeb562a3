package dev.millrace.engine.state;

import java.util.Arrays;

/**
 * Lists of ids: each id is in at most one of them. Adding and removing are a few stores and allocate nothing, being doubly
 * linked through arrays by id. Owned by one thread.
 */
public final class IdLists {

    /** In place of an id: the end of a list. */
    public static final int NONE = -1;

    /** By list: its first id plus one. */
    private int[] firsts = new int[16];

    /** By id: the one behind it in its list, plus one. */
    private int[] next = new int[16];

    /** By id: the one before it in its list, plus one; 0 for the first. */
    private int[] previous = new int[16];

    /** Makes one in which all lists are empty. */
    public IdLists() {}

    /** The first id of a list. */
    public int first(int list) {
        return list < firsts.length ? firsts[list] - 1 : NONE;
    }

    /** The id behind one that is in a list. */
    public int next(int id) {
        return next[id] - 1;
    }

    /** Puts an id that is in no list before the others of one. */
    public void add(int list, int id) {
        if (list >= firsts.length) {
            firsts = Arrays.copyOf(firsts, Math.max(list + 1, firsts.length * 2));
        }
        if (id >= next.length) {
            int capacity = Math.max(id + 1, next.length * 2);
            next = Arrays.copyOf(next, capacity);
            previous = Arrays.copyOf(previous, capacity);
        }
        int second = firsts[list];
        next[id] = second;
        previous[id] = 0;
        firsts[list] = id + 1;
        if (second > 0) {
            previous[second - 1] = id + 1;
        }
    }

    /** Takes an id out of the list that it is in. */
    public void remove(int list, int id) {
        int before = previous[id];
        int behind = next[id];
        if (before > 0) {
            next[before - 1] = behind;
        } else {
            assert firsts[list] == id + 1 : "id " + id + " is not in list " + list;
            firsts[list] = behind;
        }
        if (behind > 0) {
            previous[behind - 1] = before;
        }
    }

    /** Tells what it keeps in memory. */
    public void weigh(Footprint footprint) {
        footprint.ints(firsts);
        footprint.ints(next);
        footprint.ints(previous);
    }
}
