package dev.millrace.testkit;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.SourceReader.Status;
import dev.millrace.api.connector.SplitDiscovery;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A source whose splits do what a test says: deliver records, stand at their end, be unavailable, end. Not thread-safe;
 * for jobs of a {@link TestRun}.
 *
 * <pre>{@code
 * ScriptedSource<Bid> bids = ScriptedSource.live(2);
 * pipeline.read("bids", bids.eventTimeMillis(Bid::time));
 * ...
 * bids.split(0).add(new Bid(1, 100));
 * bids.split(1).becomeUnavailable();
 * run.advance(Duration.ofMinutes(1));
 * }</pre>
 *
 * @param <T> type of the records
 */
public final class ScriptedSource<T> implements Source<T> {

    private final List<Split<T>> splits = new ArrayList<>();
    private final boolean isBounded;

    private ScriptedSource(int splitCount, boolean isBounded) {
        this.isBounded = isBounded;
        if (splitCount < 1) {
            throw new IllegalArgumentException("a source needs at least one split, got " + splitCount);
        }
        for (int i = 0; i < splitCount; i++) {
            splits.add(new Split<>("scripted-" + i, isBounded));
        }
    }

    /**
     * A source without end, whose splits stand at their known end while they have nothing to deliver.
     *
     * @param splitCount number of splits
     * @param <T> type of the records
     * @return the source
     */
    public static <T> ScriptedSource<T> live(int splitCount) {
        return new ScriptedSource<>(splitCount, false);
    }

    /**
     * A source with an end, whose splits are unavailable while they have nothing to deliver and have not ended.
     *
     * @param splitCount number of splits
     * @param <T> type of the records
     * @return the source
     */
    public static <T> ScriptedSource<T> bounded(int splitCount) {
        return new ScriptedSource<>(splitCount, true);
    }

    /**
     * One split.
     *
     * @param index from 0
     * @return what says what it does
     */
    public Split<T> split(int index) {
        return splits.get(index);
    }

    /**
     * Has a split appear: a job that runs finds it at its next step, one that starts later from the start.
     *
     * @return what says what it does
     */
    public Split<T> addSplit() {
        Split<T> added = new Split<>("scripted-" + splits.size(), isBounded);
        splits.add(added);
        return added;
    }

    /** Ends all splits, after what they have been given so far. */
    public void end() {
        splits.forEach(Split::end);
    }

    @Override
    public List<? extends dev.millrace.api.connector.Split<T>> splits() {
        return List.copyOf(splits);
    }

    @Override
    public SplitDiscovery<T> discover(
            List<? extends dev.millrace.api.connector.Split<T>> known, ReaderContext context) {
        int[] found = {known.size()};
        return () -> {
            List<Split<T>> appeared = List.copyOf(splits.subList(found[0], splits.size()));
            found[0] += appeared.size();
            return appeared;
        };
    }

    @Override
    public boolean isReplayable() {
        return true;
    }

    @Override
    public String describe() {
        return "scripted";
    }

    /**
     * One split, and the script of what it does.
     *
     * @param <T> type of the records
     */
    public static final class Split<T> implements dev.millrace.api.connector.Split<T> {

        private final String id;
        private final boolean isBounded;
        private final List<T> records = new ArrayList<>();
        private Status whenEmpty;

        private Split(String id, boolean isBounded) {
            this.id = id;
            this.isBounded = isBounded;
            whenEmpty = isBounded ? Status.UNAVAILABLE : Status.CAUGHT_UP;
        }

        /**
         * Gives the split records to deliver.
         *
         * @param added at the end
         * @return this
         */
        public Split<T> add(List<? extends T> added) {
            if (whenEmpty == Status.END) {
                throw new IllegalStateException("split " + id + " has ended");
            }
            records.addAll(added);
            return this;
        }

        /**
         * Gives the split records to deliver.
         *
         * @param added at the end
         * @return this
         */
        @SafeVarargs
        @SuppressWarnings("varargs") // the array is only read
        public final Split<T> add(T... added) {
            return add(List.of(added));
        }

        /**
         * From now on, the split stands at its known end while it has nothing to deliver.
         *
         * @return this
         */
        public Split<T> becomeCaughtUp() {
            whenEmpty = Status.CAUGHT_UP;
            return this;
        }

        /**
         * From now on, the split cannot be asked while it has nothing to deliver.
         *
         * @return this
         */
        public Split<T> becomeUnavailable() {
            whenEmpty = Status.UNAVAILABLE;
            return this;
        }

        /** The split ends after what it has been given so far. */
        public void end() {
            whenEmpty = Status.END;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public boolean isBounded() {
            return isBounded;
        }

        @Override
        public SourceReader<T> open(ReaderContext context, byte @Nullable [] position) {
            return new Reader(position == null ? 0 : ByteBuffer.wrap(position).getInt());
        }

        private final class Reader implements SourceReader<T> {

            private int next;

            Reader(int next) {
                this.next = next;
            }

            @Override
            public Status read(RecordCollector<T> out) {
                int end = Math.min(records.size(), next + out.remaining());
                if (next == end) {
                    return whenEmpty;
                }
                for (; next < end; next++) {
                    out.collect(records.get(next), next);
                }
                return Status.DATA;
            }

            @Override
            public OptionalLong lag() {
                return OptionalLong.of(records.size() - next);
            }

            @Override
            public byte[] position() {
                return ByteBuffer.allocate(Integer.BYTES).putInt(next).array();
            }

            @Override
            public void close() {}
        }
    }
}
