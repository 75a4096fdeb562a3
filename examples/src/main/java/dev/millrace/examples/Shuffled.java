package dev.millrace.examples;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.Split;
import dev.millrace.api.function.ThrowingToLong;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Another source in another order, to show that results do not depend on it. Immutable.
 *
 * <p>Each record is sent on its way with a random delay between 0 and {@code bound}, and arrives in the order of
 * {@code time + delay}. So a record that arrives before another is later by {@code bound} at most: if the source itself
 * is in order, no record is later than that. The same seed gives the same order.
 *
 * <p>A reader holds the records of one {@code bound} of event time in memory.
 *
 * @param source where the records come from
 * @param timeMillis reads the time of a record, epoch milliseconds
 * @param bound the longest delay
 * @param seed decides the order
 * @param <T> type of the records
 */
public record Shuffled<T>(Source<T> source, ThrowingToLong<T> timeMillis, Duration bound, long seed)
        implements Source<T> {

    @Override
    public List<? extends Split<T>> splits() throws Exception {
        return source.splits().stream()
                .map(split -> new ShuffledSplit<>(this, split))
                .toList();
    }

    @Override
    public boolean isReplayable() {
        return source.isReplayable();
    }

    @Override
    public String describe() {
        return source.describe() + ", shuffled within " + bound + " by seed " + seed;
    }

    private record ShuffledSplit<T>(Shuffled<T> shuffled, Split<T> split) implements Split<T> {

        @Override
        public String id() {
            return split.id();
        }

        @Override
        public boolean isBounded() {
            return split.isBounded();
        }

        @Override
        public SourceReader<T> open(ReaderContext context, byte @Nullable [] position) throws Exception {
            // What arrived before the position is read again: only that brings the generator to the same state.
            long arrived = position == null ? 0 : ByteBuffer.wrap(position).getLong();
            return new ShuffledReader<>(shuffled, split.id(), split.open(context, null), arrived);
        }

        @Override
        public String describePosition(long position) {
            return split.id() + ", record " + (position + 1) + " in the order of seed " + shuffled.seed;
        }
    }

    private record Delayed<T>(T value, long timeMillis, long arrivalMillis, long number) {}

    /** Owned by the thread that reads. */
    private static final class ShuffledReader<T> implements SourceReader<T> {

        private final Shuffled<T> shuffled;
        private final SourceReader<T> reader;
        private final SplittableRandom random;
        private final PriorityQueue<Delayed<T>> underway = new PriorityQueue<>(
                Comparator.<Delayed<T>>comparingLong(Delayed::arrivalMillis).thenComparingLong(Delayed::number));
        private final long resumeAt;
        private long readCount;
        private long arrivedCount;

        /** No record that is still to be read can arrive before this. */
        private long clockMillis = Long.MIN_VALUE;

        ShuffledReader(Shuffled<T> shuffled, String splitId, SourceReader<T> reader, long resumeAt) {
            this.shuffled = shuffled;
            this.reader = reader;
            this.resumeAt = resumeAt;
            random = new SplittableRandom(shuffled.seed + 31L * splitId.hashCode());
        }

        @Override
        public Status read(RecordCollector<T> out) throws Exception {
            while (true) {
                if (deliver(out) > 0) {
                    return Status.DATA;
                }
                Status status = reader.read(new Departures(out.remaining()));
                if (status == Status.END && !underway.isEmpty()) {
                    clockMillis = Long.MAX_VALUE;
                } else if (status != Status.DATA) {
                    return status;
                }
            }
        }

        private int deliver(RecordCollector<T> out) {
            int delivered = 0;
            while (out.remaining() > 0) {
                Delayed<T> next = underway.peek();
                if (next == null || next.arrivalMillis > clockMillis) {
                    break;
                }
                underway.remove();
                if (arrivedCount >= resumeAt) {
                    out.collect(next.value, arrivedCount, next.timeMillis);
                    delivered++;
                }
                arrivedCount++;
            }
            return delivered;
        }

        @Override
        public byte[] position() {
            return ByteBuffer.allocate(Long.BYTES).putLong(arrivedCount).array();
        }

        @Override
        public void close() throws Exception {
            reader.close();
        }

        /** Takes the records of the source and sends them on their way. */
        private final class Departures implements RecordCollector<T> {

            private int remaining;

            Departures(int remaining) {
                this.remaining = remaining;
            }

            @Override
            public void collect(T value, long position) {
                long time = timeOf(value);
                long delay = random.nextLong(shuffled.bound.toMillis() + 1);
                underway.add(new Delayed<>(value, time, time + delay, readCount));
                clockMillis = Math.max(clockMillis, time);
                readCount++;
                remaining--;
            }

            @Override
            public void collect(T value, long position, long timestampMillis) {
                collect(value, position);
            }

            @Override
            public int remaining() {
                return remaining;
            }

            private long timeOf(T value) {
                try {
                    return shuffled.timeMillis.applyAsLong(value);
                } catch (Exception failure) {
                    throw new IllegalArgumentException("the time of " + value + " cannot be read", failure);
                }
            }
        }
    }
}
