package dev.millrace.testkit.connector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.Sink.Guarantee;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.testkit.Jobs;
import dev.millrace.testkit.ListRecords;
import dev.millrace.testkit.TestRun;
import dev.millrace.testkit.WaitingSink;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every sink must do, whatever it writes to: keep what {@link Sink#guarantee} promises when its job dies before or after any call, and when
 * whole jobs die again and again; keep no more in memory than an epoch; leave nothing when it is closed; and say clearly that the
 * other end is absent or refuses. A transactional sink must also show nothing before its epoch is committed.
 *
 * <pre>{@code
 * class ReadingsSinkContractTest extends SinkContract<Reading> {
 *
 *     protected Target<Reading> target() {
 *         // an empty place of the real system, a sink that writes there, and a look at what readers see
 *     }
 *     ...
 * }
 * }</pre>
 *
 * @param <T> type of the records
 */
@Timeout(value = SourceContract.SECONDS_MAX, unit = TimeUnit.SECONDS)
public abstract class SinkContract<T> {

    private static final int CRASHED_JOBS = 4;
    private static final int RECORDS = 200;
    private static final int SPLITS = 3;
    private static final int CRASHES_MAX = 4;
    private static final int WORKERS_MAX = 3;
    private static final int EPOCHS_UNCOMMITTED = 6;
    private static final int BATCHES_OF_EPOCH = 8;
    private static final int BATCH_RECORDS = 500;
    private static final int LARGE_BYTES = 1_000;
    private static final int TIMES_CLOSED = 6;

    /** For those who extend it. */
    protected SinkContract() {}

    /**
     * A place that a sink writes to, and nobody else.
     *
     * @param <T> type of the records
     */
    public interface Target<T> {

        /**
         * The sink, the same each time.
         *
         * @return writes to this place
         */
        Sink<T> sink();

        /**
         * What a reader of the place sees now, who is as careful as the sink's guarantee asks of one: it reads what is committed, the last record of each
         * key.
         *
         * @return numbers of records, in any order
         * @throws Exception whatever went wrong; it fails the test
         */
        List<Long> visible() throws Exception;

        /**
         * Does a part of what a commit does, as a process that dies in the middle of it. The writer that it belongs to is used no more.
         *
         * @param epoch number of the epoch
         * @param prepared what would be committed
         * @throws Exception whatever went wrong; it fails the test
         */
        default void dieWithinCommit(long epoch, byte[] prepared) throws Exception {}
    }

    /**
     * Makes a new place, with nothing in it.
     *
     * @return the place
     * @throws Exception whatever went wrong; it fails the test
     */
    protected abstract Target<T> target() throws Exception;

    /**
     * Makes a record.
     *
     * @param number what {@link Target#visible} tells of it
     * @param bytes how large it must be at least
     * @return the record
     */
    protected abstract T record(long number, int bytes);

    /**
     * A sink of a system that is not there.
     *
     * @return fails when it is opened, or when one of its writers is used
     * @throws Exception whatever went wrong; it fails the test
     */
    protected abstract Refusal<Sink<T>> absent() throws Exception;

    /**
     * A sink that the system refuses, or that does not fit what is there.
     *
     * @return fails when it is opened, or when one of its writers is used
     * @throws Exception whatever went wrong; it fails the test
     */
    protected abstract Refusal<Sink<T>> refused() throws Exception;

    /**
     * How much a writer may keep in memory of what was prepared: not more for several epochs than for one.
     *
     * @return bytes, 8 MiB unless overridden; at most 16 MiB, or nothing is tested
     */
    protected long bytesKeptMax() {
        return 8 << 20;
    }

    /**
     * How long after it was closed its threads and connections may still be there.
     *
     * @return 10 seconds unless overridden
     */
    protected Duration closingMax() {
        return Duration.ofSeconds(10);
    }

    /** What must be seen of a number of records in the end. */
    static void requireKept(Guarantee guarantee, List<Long> expected, List<Long> visible, String what) {
        List<Long> found = guarantee == Guarantee.AT_LEAST_ONCE
                ? visible.stream().distinct().sorted().toList()
                : visible.stream().sorted().toList();
        assertEquals(expected, found, what);
    }

    @Test
    void whatWasPromisedIsKeptWhereverTheProcessDies() throws Exception {
        Target<T> target = target();
        new SinkHistory<>(target, number -> record(number, 1)).run();
    }

    @Test
    void jobsThatDieWriteWhatWasPromised() throws Exception {
        for (int seed = 0; seed < CRASHED_JOBS; seed++) {
            Target<T> target = target();
            List<Long> numbers = LongStream.range(0, RECORDS).boxed().toList();
            Pipeline pipeline = Pipeline.named("dying");
            pipeline.read("numbers", ListSource.ofSplits(parts(numbers)))
                    .map(number -> record(number, 1))
                    .write("sink", new WaitingSink<>(target.sink()));
            TestRun run = TestRun.of(pipeline)
                    .workers(1 + seed % WORKERS_MAX)
                    .seed(seed)
                    .crashes(1 + seed % CRASHES_MAX)
                    .start()
                    .runToEnd();
            requireKept(target.sink().guarantee(), numbers, target.visible(), "written by the job of " + run);
        }
    }

    private static List<List<Long>> parts(List<Long> numbers) {
        List<List<Long>> parts = new ArrayList<>();
        for (int part = 0; part < SPLITS; part++) {
            parts.add(numbers.subList(numbers.size() * part / SPLITS, numbers.size() * (part + 1) / SPLITS));
        }
        return parts;
    }

    /** As long as no checkpoint is complete, because its disk or another sink is slow. */
    @Test
    void epochsThatAreNotCommittedAreNotKeptInMemory() throws Exception {
        Target<T> target = target();
        SinkWriter<T> writer = open(target.sink(), true, 0);
        long before = Footprint.heapBytes();
        long number = 0;
        for (long epoch = 1; epoch <= EPOCHS_UNCOMMITTED; epoch++) {
            for (int batch = 0; batch < BATCHES_OF_EPOCH; batch++) {
                number = write(writer, number, BATCH_RECORDS, LARGE_BYTES);
            }
            writer.prepare(epoch);
        }
        Footprint.requireHeap(before, bytesKeptMax(), "what was prepared");
        writer.close();
    }

    /** Numbers from one on; tells the next one. */
    private long write(SinkWriter<T> writer, long from, int count, int bytes) throws Exception {
        List<T> records = LongStream.range(from, from + count)
                .mapToObj(number -> record(number, bytes))
                .toList();
        Jobs.await("room", writer::isReady);
        writer.write(new ListRecords<>(records));
        return from + count;
    }

    private static <T> SinkWriter<T> open(Sink<T> sink, boolean isCheckpointed, long restoredEpoch) throws Exception {
        return sink.open(new WriterContext("sink", 0, 1, InstantSource.system(), isCheckpointed, restoredEpoch));
    }

    @Test
    void nothingIsLeftOfAWriterThatWasClosed() throws Exception {
        Sink<T> sink = target().sink();
        long[] epoch = {0};
        NavigableMap<Long, byte[]> committed = new TreeMap<>();
        Footprint.requireNothingLeft(TIMES_CLOSED, closingMax(), () -> {
            SinkWriter<T> writer = open(sink, true, committed.isEmpty() ? 0 : committed.lastKey());
            // As the engine does it after a restart.
            if (!committed.isEmpty()) {
                writer.commit(committed.lastKey(), committed.lastEntry().getValue());
            }
            // All of it first, since some of what the system needs is made by the first who commits, and stays.
            long left = epoch[0]++ % 4;
            if (left < 3) {
                write(writer, 0, 1, 1);
            }
            if (left < 2) {
                byte[] prepared = writer.prepare(epoch[0]);
                if (left == 0) {
                    writer.commit(epoch[0], prepared);
                    committed.put(epoch[0], prepared);
                    finish(writer);
                }
            }
            writer.close();
        });
    }

    /** As the engine does it. */
    static void finish(SinkWriter<?> writer) throws Exception {
        Jobs.await("a writer that has sent all", writer::isSettled);
        writer.finish();
    }

    @Test
    void whatWasNotCommittedIsNotSeen() throws Exception {
        Target<T> target = target();
        if (target.sink().guarantee() == Guarantee.TRANSACTIONAL) {
            SinkWriter<T> writer = open(target.sink(), true, 0);
            write(writer, 0, 2, 1);
            assertEquals(List.of(), target.visible(), "before it was prepared");
            writer.prepare(1);
            assertEquals(List.of(), target.visible(), "before it was committed");
            writer.close();
            assertEquals(List.of(), target.visible(), "of a writer that was closed");
        }
    }

    /** In a job without checkpoints, in which a sink may refuse to take part. */
    @Test
    void whatIsUndoneIsNotSeen() throws Exception {
        Target<T> target = target();
        SinkWriter<T> writer;
        try {
            writer = open(target.sink(), false, 0);
        } catch (Exception refused) {
            assertTrue(String.valueOf(refused.getMessage()).contains("checkpoints"), refused::toString);
            return;
        }
        write(writer, 0, 2, 1);
        writer.abort(1, writer.prepare(1));
        writer.close();
        if (target.sink().guarantee() == Guarantee.TRANSACTIONAL) {
            assertEquals(List.of(), target.visible());
        }
    }

    @Test
    void whoIsAbsentIsNamed() throws Exception {
        requireRefused(absent());
    }

    @Test
    void whatIsRefusedIsNamed() throws Exception {
        requireRefused(refused());
    }

    private void requireRefused(Refusal<Sink<T>> refusal) {
        refusal.require(() -> {
            SinkWriter<T> writer = open(refusal.connector(), true, 0);
            write(writer, 0, 1, 1);
            writer.commit(1, writer.prepare(1));
            finish(writer);
        });
    }
}
