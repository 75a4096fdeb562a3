package dev.millrace.api.connector;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Records that are computed from their sequence number, for examples, tests and benchmarks. Immutable.
 *
 * <p>With several splits, split {@code s} of {@code n} makes the records {@code s, s + n, s + 2n, ...}.
 *
 * @param function makes a record
 * @param limit number of records in all; {@link Long#MAX_VALUE} for a live source without end
 * @param perSecond records a second in all; 0 for as many as are taken
 * @param splitCount number of splits
 * @param <T> type of the records
 */
public record Generator<T>(SequenceFunction<T> function, long limit, long perSecond, int splitCount)
        implements Source<T> {

    /**
     * Makes a record from its sequence number.
     *
     * @param <T> type of the records
     */
    @FunctionalInterface
    public interface SequenceFunction<T> extends Serializable {

        /**
         * Makes a record. Must give the same record for the same number, or the source cannot be replayed.
         *
         * @param sequence from 0
         * @return the record, not null
         * @throws Exception whatever the user's code throws; it fails the job
         */
        T apply(long sequence) throws Exception;
    }

    /** Validates. */
    public Generator {
        if (limit < 0 || perSecond < 0 || splitCount < 1 || splitCount > SPLITS_MAX) {
            throw new IllegalArgumentException("a generator needs limit >= 0, perSecond >= 0 and between 1 and "
                    + SPLITS_MAX + " splits, got limit=" + limit + ", perSecond=" + perSecond + ", splits="
                    + splitCount);
        }
    }

    /**
     * A live generator with one split, as fast as its records are taken.
     *
     * @param function makes a record from its sequence number
     * @param <T> type of the records
     * @return the source
     */
    public static <T> Generator<T> of(SequenceFunction<T> function) {
        return new Generator<>(function, Long.MAX_VALUE, 0, 1);
    }

    /**
     * Ends after a number of records, which makes the source bounded.
     *
     * @param records number of records in all
     * @return a new source
     */
    public Generator<T> limit(long records) {
        return new Generator<>(function, records, perSecond, splitCount);
    }

    /**
     * Limits the rate, by the job's clock.
     *
     * @param records records a second in all, at least 1
     * @return a new source
     */
    public Generator<T> perSecond(long records) {
        if (records < 1) {
            throw new IllegalArgumentException("a rate must be at least 1 a second, got " + records);
        }
        return new Generator<>(function, limit, records, splitCount);
    }

    /**
     * Divides the sequence.
     *
     * @param count number of splits
     * @return a new source
     */
    public Generator<T> splits(int count) {
        return new Generator<>(function, limit, perSecond, count);
    }

    @Override
    public List<? extends Split<T>> splits() {
        return IntStream.range(0, splitCount)
                .mapToObj(index -> new GeneratorSplit<>(this, index))
                .toList();
    }

    @Override
    public boolean isReplayable() {
        return true;
    }

    @Override
    public String describe() {
        return "generator" + (limit == Long.MAX_VALUE ? "" : " of " + limit + " records")
                + (perSecond == 0 ? "" : ", " + perSecond + " a second");
    }

    private record GeneratorSplit<T>(Generator<T> generator, int index) implements Split<T> {

        @Override
        public String id() {
            return "sequence-" + index;
        }

        @Override
        public boolean isBounded() {
            return generator.limit != Long.MAX_VALUE;
        }

        @Override
        public SourceReader<T> open(ReaderContext context, byte @Nullable [] position) {
            long next = position == null ? index : ByteBuffer.wrap(position).getLong();
            return new GeneratorReader<>(generator, next, context);
        }
    }

    private static final class GeneratorReader<T> implements SourceReader<T> {

        private static final long MILLIS_PER_SECOND = 1_000;

        private final Generator<T> generator;
        private final ReaderContext context;
        private final long firstSequence;
        private final long openedAtMillis;
        private long next;

        GeneratorReader(Generator<T> generator, long next, ReaderContext context) {
            this.generator = generator;
            this.context = context;
            this.firstSequence = next;
            this.openedAtMillis = context.clock().millis();
            this.next = next;
        }

        @Override
        public Status read(RecordCollector<T> out) throws Exception {
            if (next >= generator.limit) {
                return Status.END;
            }
            long end = Math.min(generator.limit, dueEnd());
            int step = generator.splitCount;
            int room = out.remaining();
            if (next >= end || room == 0) {
                return Status.CAUGHT_UP;
            }
            SequenceFunction<T> function = generator.function;
            while (next < end && room-- > 0) {
                out.collect(function.apply(next), next);
                next += step;
            }
            return Status.DATA;
        }

        /** The first sequence number that is not due yet. */
        private long dueEnd() {
            if (generator.perSecond == 0) {
                return Long.MAX_VALUE;
            }
            long elapsedMillis = Math.max(0, context.clock().millis() - openedAtMillis);
            long seconds = elapsedMillis / MILLIS_PER_SECOND;
            long millis = elapsedMillis % MILLIS_PER_SECOND;
            return firstSequence + seconds * generator.perSecond + millis * generator.perSecond / MILLIS_PER_SECOND;
        }

        @Override
        public OptionalLong lag() {
            long end = Math.min(generator.limit, dueEnd());
            // Neither a limit nor a rate: it has whatever is wanted of it.
            return end == Long.MAX_VALUE
                    ? OptionalLong.empty()
                    : OptionalLong.of(Math.max(0, (end - next + generator.splitCount - 1) / generator.splitCount));
        }

        @Override
        public byte[] position() {
            return ByteBuffer.allocate(Long.BYTES).putLong(next).array();
        }

        @Override
        public void close() {}
    }
}
