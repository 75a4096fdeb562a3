package dev.millrace.api.aggregate;

import dev.millrace.api.type.ValueInput;
import dev.millrace.api.type.ValueOutput;

/** Accumulators of a fixed number of longs, stored as they are: many are bits of doubles. */
final class Longs {

    private Longs() {}

    static void write(long[] longs, ValueOutput out) {
        out.writeLong(longs.length);
        for (long each : longs) {
            out.writeBits(each);
        }
    }

    static long[] read(ValueInput in, int width, Aggregate<?, ?, ?> aggregate) {
        long[] longs = new long[Contract.requireStored(in, width, aggregate)];
        for (int i = 0; i < longs.length; i++) {
            longs[i] = in.readBits();
        }
        return longs;
    }
}
