package dev.millrace.benchmarks.flink;

/** The state of one key: all its prices so far. */
final class KeyTotals {

    long count;
    long sum;
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;

    void add(long price) {
        count++;
        sum = Math.addExact(sum, price);
        min = Math.min(min, price);
        max = Math.max(max, price);
    }
}
