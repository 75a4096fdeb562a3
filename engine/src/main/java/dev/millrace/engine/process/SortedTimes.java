package dev.millrace.engine.process;

import java.util.Arrays;

/** Different times in ascending order; most keys have few. Owned by the task's thread. */
final class SortedTimes {

    private long[] times = new long[2];

    /** Index of the first. */
    private int head;

    private int end;

    int size() {
        return end - head;
    }

    long get(int index) {
        return times[head + index];
    }

    boolean contains(long time) {
        return Arrays.binarySearch(times, head, end, time) >= 0;
    }

    /** Adds a time; false if it is there. */
    boolean add(long time) {
        int place = end > head && time > times[end - 1] ? -end - 1 : Arrays.binarySearch(times, head, end, time);
        if (place >= 0) {
            return false;
        }
        int at = -place - 1;
        if (end == times.length) {
            int before = head;
            makeRoom();
            at -= before;
        }
        System.arraycopy(times, at, times, at + 1, end - at);
        times[at] = time;
        end++;
        return true;
    }

    private void makeRoom() {
        int count = size();
        long[] target = count * 2 > times.length ? new long[times.length * 2] : times;
        System.arraycopy(times, head, target, 0, count);
        times = target;
        head = 0;
        end = count;
    }

    /** Removes a time; false if it is not there. */
    boolean remove(long time) {
        int at = Arrays.binarySearch(times, head, end, time);
        if (at < 0) {
            return false;
        }
        System.arraycopy(times, at + 1, times, at, end - at - 1);
        end--;
        return true;
    }

    /** Removes the first, and gives it; there must be one. */
    long removeFirst() {
        return times[head++];
    }
}
