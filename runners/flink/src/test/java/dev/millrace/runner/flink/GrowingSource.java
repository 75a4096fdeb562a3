package dev.millrace.runner.flink;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.Split;
import dev.millrace.api.connector.SplitDiscovery;
import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Splits without an end, some records in each; another one appears whenever all are read, up to a number. Thread-safe. */
final class GrowingSource implements Source<Long> {

    static final int FIRST_SPLITS = 2;
    static final int ALL_SPLITS = 7;
    static final int RECORDS = 10;

    private final AtomicInteger count = new AtomicInteger(FIRST_SPLITS);

    /** The splits of which everything was read. */
    private final Set<String> read = ConcurrentHashMap.newKeySet();

    /** The threads that have read splits which have appeared. */
    final Set<String> newReaders = ConcurrentHashMap.newKeySet();

    /** By split: before which record nothing will be wanted any more. */
    final Map<String, Integer> durable = new ConcurrentHashMap<>();

    @Override
    public List<? extends Split<Long>> splits() {
        return IntStream.range(0, count.get())
                .mapToObj(number -> new Growth("split-" + number, number))
                .toList();
    }

    @Override
    public SplitDiscovery<Long> discover(List<? extends Split<Long>> known, ReaderContext context) {
        return () -> {
            int next = count.get();
            if (next == ALL_SPLITS || read.size() < next) {
                return List.of();
            }
            count.incrementAndGet();
            return List.of(new Growth("split-" + next, next));
        };
    }

    @Override
    public boolean isReplayable() {
        return true;
    }

    private static int next(byte[] position) {
        return (int) new BinaryInput(position).readVarint();
    }

    private final class Growth implements Split<Long> {

        private final String id;
        private final int number;

        Growth(String id, int number) {
            this.id = id;
            this.number = number;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public boolean isBounded() {
            return false;
        }

        @Override
        public SourceReader<Long> open(ReaderContext context, byte @Nullable [] position) {
            if (context.isNew()) {
                newReaders.add(Thread.currentThread().getName());
            }
            int next = position == null ? 0 : next(position);
            if (next < durable.getOrDefault(id, 0)) {
                throw new IllegalStateException(id + " is to be read from " + next + ", which was durable: " + durable);
            }
            return new Reading(this, next);
        }
    }

    private final class Reading implements SourceReader<Long> {

        private final Growth split;
        private int next;

        Reading(Growth split, int next) {
            this.split = split;
            this.next = next;
        }

        @Override
        public Status read(RecordCollector<Long> out) {
            if (next == RECORDS) {
                read.add(split.id);
                return Status.CAUGHT_UP;
            }
            out.collect((long) split.number * RECORDS + next, next);
            next++;
            return Status.DATA;
        }

        @Override
        public byte[] position() {
            BinaryOutput out = new BinaryOutput();
            out.writeVarint(next);
            return out.toByteArray();
        }

        @Override
        public void onDurable(byte[] position) {
            durable.merge(split.id, next(position), Math::max);
        }

        @Override
        public void close() {}
    }
}
