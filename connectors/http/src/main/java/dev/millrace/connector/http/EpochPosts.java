package dev.millrace.connector.http;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import java.util.ArrayList;
import java.util.List;

/**
 * Bodies of one epoch that are to be posted, in order. Immutable, as long as nobody changes the arrays.
 *
 * @param epoch in which they were written
 * @param attempt a random number of the writer that wrote them, a part of their keys
 * @param first index of the first body in the epoch
 * @param bodies one for each record
 */
record EpochPosts(long epoch, String attempt, int first, List<byte[]> bodies) {

    EpochPosts {
        bodies = List.copyOf(bodies);
    }

    /** The same key whenever the body is posted. */
    String key(int index) {
        return attempt + "-" + epoch + "-" + (first + index);
    }

    EpochPosts from(int index) {
        return new EpochPosts(epoch, attempt, first + index, bodies.subList(index, bodies.size()));
    }

    void writeTo(BinaryOutput out) {
        out.writeVarint(epoch);
        out.writeString(attempt);
        out.writeVarint(first);
        out.writeVarint(bodies.size());
        bodies.forEach(out::writeBytes);
    }

    static EpochPosts readFrom(BinaryInput in) {
        long epoch = in.readVarint();
        String attempt = in.readString();
        int first = (int) in.readVarint();
        int count = in.readCount(1);
        List<byte[]> bodies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bodies.add(in.readBytes());
        }
        return new EpochPosts(epoch, attempt, first, bodies);
    }
}
