package dev.millrace.api.aggregate;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * A sum of products of longs in 192 bits, two's complement, lowest long first. 2<sup>63</sup> products of two longs need
 * 190 bits, so it cannot overflow.
 */
final class WideSum {

    static final int WIDTH = 3;

    private WideSum() {}

    static void addProduct(long[] cells, int at, long x, long y) {
        long high = Math.multiplyHigh(x, y);
        add(cells, at, x * y, high, high >> 63);
    }

    static void merge(long[] cells, int at, long[] others, int otherAt) {
        add(cells, at, others[otherAt], others[otherAt + 1], others[otherAt + 2]);
    }

    private static void add(long[] cells, int at, long low, long middle, long high) {
        long lowSum = cells[at] + low;
        long middleSum = cells[at + 1] + middle;
        long carry = Long.compareUnsigned(lowSum, low) < 0 ? 1 : 0;
        long carryOfMiddle = Long.compareUnsigned(middleSum, middle) < 0 ? 1 : 0;
        long middleCarried = middleSum + carry;
        long carryOfCarry = Long.compareUnsigned(middleCarried, carry) < 0 ? 1 : 0;
        cells[at] = lowSum;
        cells[at + 1] = middleCarried;
        cells[at + 2] += high + carryOfMiddle + carryOfCarry;
    }

    /** A number minus another is the complement of the complement plus the other. */
    static void subtract(long[] cells, int at, long[] others, int otherAt) {
        complement(cells, at);
        merge(cells, at, others, otherAt);
        complement(cells, at);
    }

    private static void complement(long[] cells, int at) {
        for (int i = at; i < at + WIDTH; i++) {
            cells[i] = ~cells[i];
        }
    }

    static BigInteger read(long[] cells, int at) {
        return new BigInteger(ByteBuffer.allocate(WIDTH * Long.BYTES)
                .putLong(cells[at + 2])
                .putLong(cells[at + 1])
                .putLong(cells[at])
                .array());
    }
}
