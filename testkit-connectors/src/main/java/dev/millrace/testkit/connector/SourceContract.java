package dev.millrace.testkit.connector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.SourceReader.Status;
import dev.millrace.api.connector.Split;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.testkit.TestRun;
import dev.millrace.testkit.WaitingSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every replayable source must do, whatever it reads: go on exactly where it was left, at any position; survive the death of its
 * job; fetch no more than it says while nobody reads; leave nothing when it is closed; and say clearly that the other end is absent or refuses.
 *
 * <pre>{@code
 * class ReadingsContractTest extends SourceContract<Reading> {
 *
 *     protected Source<Reading> source(int records, int bytes) {
 *         // put records numbered from 0 into a new place of the real system, and give a source that ends with the last one
 *     }
 *     ...
 * }
 * }</pre>
 *
 * @param <T> type of the records
 */
@Timeout(value = SourceContract.SECONDS_MAX, unit = TimeUnit.SECONDS)
public abstract class SourceContract<T> {

    /** How long one test may take, in seconds, if the source does not answer. */
    static final long SECONDS_MAX = 120;

    private static final int RECORDS = 60;
    private static final int BATCH_MAX = 5;
    private static final int CRASHED_JOBS = 4;
    private static final int CRASHES_MAX = 4;
    private static final int WORKERS_MAX = 3;
    private static final int LARGE_RECORDS = 24_000;
    private static final int LARGE_BYTES = 1_000;
    private static final int TIMES_CLOSED = 6;

    /** For those who extend it. */
    protected SourceContract() {}

    /**
     * Fills a new place of the real system, and describes a source that reads it and ends.
     *
     * @param records how many, numbered from 0; in a split they are in this order
     * @param bytes how large each must be at least, as stored there
     * @return the source
     * @throws Exception whatever went wrong; it fails the test
     */
    protected abstract Source<T> source(int records, int bytes) throws Exception;

    /**
     * Tells the number of a record.
     *
     * @param record that was read
     * @return as it was given by {@link #source}
     */
    protected abstract long number(T record);

    /**
     * A source of a system that is not there.
     *
     * @return fails when it is asked for its splits, or when these are read; null for a source that waits until the system is there
     * @throws Exception whatever went wrong; it fails the test
     */
    protected abstract @Nullable Refusal<Source<T>> absent() throws Exception;

    /**
     * A source that the system refuses, or that does not fit what is there.
     *
     * @return fails when it is asked for its splits, or when these are read
     * @throws Exception whatever went wrong; it fails the test
     */
    protected abstract Refusal<Source<T>> refused() throws Exception;

    /**
     * Takes away what {@link #source} has made, where there is little room for it. Called after each source is done with.
     *
     * @throws Exception whatever went wrong; it fails the test
     */
    protected void clear() throws Exception {}

    /**
     * How much it may fetch in advance, of all splits together.
     *
     * @return bytes of memory, 8 MiB unless overridden; at most 16 MiB, or nothing is tested
     */
    protected long bytesAheadMax() {
        return 8 << 20;
    }

    /**
     * At how many positions reading is begun anew.
     *
     * @return all of them unless overridden; fewer where that takes long
     */
    protected int positionsMax() {
        return RECORDS + 1;
    }

    /**
     * How long after it was closed its threads and connections may still be there.
     *
     * @return 10 seconds unless overridden
     */
    protected Duration closingMax() {
        return Duration.ofSeconds(10);
    }

    private static List<Long> numbers(int records) {
        return LongStream.range(0, records).boxed().toList();
    }

    /** From what the position says, and not from what the source remembers: each time it is asked for its splits anew. */
    @Test
    void readingGoesOnExactlyAtEveryPosition() throws Exception {
        Source<T> source = new WaitingSource<>(source(RECORDS, 1));
        Random random = new Random(1);
        List<Long> all = new ArrayList<>();
        int splitCount = source.splits().size();
        for (int split = 0; split < splitCount; split++) {
            List<byte[]> positions = new ArrayList<>();
            List<Integer> counts = new ArrayList<>();
            List<Long> whole;
            try (SplitReading<T> reading = open(source, split, null)) {
                do {
                    positions.add(reading.position());
                    counts.add(reading.numbers.size());
                } while (reading.read(1 + random.nextInt(BATCH_MAX)) == Status.DATA);
                positions.add(reading.position());
                counts.add(reading.numbers.size());
                whole = reading.numbers;
            }
            assertEquals(whole.stream().sorted().toList(), whole, "order within a split");
            int step = Math.max(1, positions.size() * splitCount / positionsMax());
            for (int i = random.nextInt(step); i < positions.size(); i += step) {
                requireRest(source, split, positions.get(i), whole.subList(counts.get(i), whole.size()));
            }
            all.addAll(whole);
        }
        assertEquals(numbers(RECORDS), all.stream().sorted().toList());
        clear();
    }

    private SplitReading<T> open(Source<T> source, int split, byte @Nullable [] position) throws Exception {
        Split<T> opened = source.splits().get(split);
        assertTrue(opened.isBounded(), "it must end");
        return new SplitReading<>(opened, this::number, position);
    }

    private void requireRest(Source<T> source, int split, byte[] position, List<Long> rest) throws Exception {
        byte[] same;
        try (SplitReading<T> opened = open(source, split, position)) {
            same = opened.position();
        }
        try (SplitReading<T> reading = open(source, split, same)) {
            reading.readToEnd();
            assertEquals(rest, reading.numbers);
        }
    }

    @Test
    void aJobThatDiesReadsEachRecordOnce() throws Exception {
        for (int seed = 0; seed < CRASHED_JOBS; seed++) {
            CollectingSink<Long> sink = new CollectingSink<>();
            Pipeline pipeline = Pipeline.named("dying");
            pipeline.read("source", new WaitingSource<>(source(RECORDS, 1)))
                    .map(this::number)
                    .write("numbers", sink);
            TestRun run = TestRun.of(pipeline)
                    .workers(1 + seed % WORKERS_MAX)
                    .seed(seed)
                    .crashes(1 + seed % CRASHES_MAX)
                    .start()
                    .runToEnd();
            assertEquals(
                    numbers(RECORDS), sink.records().stream().sorted().toList(), () -> "read by the job of " + run);
            clear();
        }
    }

    @Test
    void littleIsFetchedWhileNobodyReads() throws Exception {
        Source<T> source = source(LARGE_RECORDS, LARGE_BYTES);
        long before = Footprint.heapBytes();
        WaitingSource<T> waiting = new WaitingSource<>(source);
        List<SplitReading<T>> readings = new ArrayList<>();
        for (Split<T> split : waiting.splits()) {
            SplitReading<T> reading = new SplitReading<>(split, this::number, null);
            reading.read(1);
            readings.add(reading);
        }
        Footprint.requireHeap(before, bytesAheadMax(), "what was fetched in advance");
        List<Long> all = new ArrayList<>();
        for (SplitReading<T> reading : readings) {
            reading.readToEnd();
            all.addAll(reading.numbers);
            reading.close();
        }
        assertArrayEquals(
                LongStream.range(0, LARGE_RECORDS).toArray(),
                all.stream().mapToLong(Long::longValue).sorted().toArray());
        clear();
    }

    @Test
    void nothingIsLeftOfAReaderThatWasClosed() throws Exception {
        Source<T> source = source(RECORDS, 1);
        int[] times = {0};
        Footprint.requireNothingLeft(TIMES_CLOSED, closingMax(), () -> {
            List<SplitReading<T>> readings = new ArrayList<>();
            for (Split<T> split : new WaitingSource<>(source).splits()) {
                readings.add(new SplitReading<>(split, this::number, null));
            }
            for (SplitReading<T> reading : readings) {
                // Read in part, read to its end, not read at all.
                switch (times[0]++ % 3) {
                    case 0 -> reading.read(1);
                    case 1 -> reading.readToEnd();
                    default -> reading.position();
                }
            }
            readings.forEach(SplitReading::close);
        });
        clear();
    }

    @Test
    void whoIsAbsentIsNamed() throws Exception {
        Refusal<Source<T>> absent = absent();
        if (absent != null) {
            requireRefused(absent);
        }
    }

    @Test
    void whatIsRefusedIsNamed() throws Exception {
        requireRefused(refused());
    }

    private void requireRefused(Refusal<Source<T>> refusal) throws Exception {
        WaitingSource<T> waiting = new WaitingSource<>(refusal.connector());
        refusal.require(() -> {
            for (Split<T> split : waiting.splits()) {
                new SplitReading<>(split, this::number, null).readToEnd();
            }
        });
        clear();
    }
}
