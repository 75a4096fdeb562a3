package dev.millrace.engine.state;

/** A queue of ints. Owned by one thread. */
public final class IntQueue {

    private int[] elements = new int[16];
    private int head;
    private int size;

    /** Makes an empty one. */
    public IntQueue() {}

    /** Adds to the end. */
    public void add(int element) {
        if (size == elements.length) {
            grow();
        }
        elements[head + size++ & elements.length - 1] = element;
    }

    private void grow() {
        int[] larger = new int[size * 2];
        for (int i = 0; i < size; i++) {
            larger[i] = elements[head + i & elements.length - 1];
        }
        elements = larger;
        head = 0;
    }

    /** The first; there must be one. */
    public int first() {
        assert size > 0 : "empty";
        return elements[head];
    }

    /** Removes the first; there must be one. */
    public void removeFirst() {
        assert size > 0 : "empty";
        head = head + 1 & elements.length - 1;
        size--;
    }

    /** Number of elements. */
    public int size() {
        return size;
    }

    /** Whether there is nothing in it. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** Tells what it keeps in memory. */
    public void weigh(Footprint footprint) {
        footprint.ints(elements);
    }
}
