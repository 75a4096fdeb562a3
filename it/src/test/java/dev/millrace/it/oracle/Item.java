package dev.millrace.it.oracle;

import java.util.Comparator;

/** One record of a random input. */
record Item(int key, long time, long number, double weight, int gap, int split, int position) {

    /** The order that does not depend on arrival. */
    static final Comparator<Item> ORDER =
            Comparator.comparingLong(Item::time).thenComparingInt(Item::split).thenComparingInt(Item::position);

    /** More than a split has records. */
    private static final int SERIALS_OF_SPLIT = 1_000_000;

    /** Tells records apart, equal ones included. */
    int serial() {
        return split * SERIALS_OF_SPLIT + position;
    }

    long longKey() {
        return key * 7_919_000_000_007L;
    }

    long anyKey() {
        return switch (key % 5) {
            case 0 -> key;
            case 1 -> -key;
            case 2 -> Long.MIN_VALUE + key;
            case 3 -> Long.MAX_VALUE - key;
            default -> key * 1_000_003L << 20;
        };
    }

    Item at(int newPosition) {
        return new Item(key, time, number, weight, gap, split, newPosition);
    }
}
