package dev.millrace.testkit.connector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.api.connector.Sink.Guarantee;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.testkit.ListRecords;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * Plays an engine that dies between any two calls of a writer, one after the other, and goes on from what its last complete checkpoint knows. A
 * process that is gone has closed its connections; one that is frozen has not, and closes them after all the others have written.
 */
final class SinkHistory<T> {

    /** Behind which call of an epoch the process dies. */
    private enum Moment {
        OPENED,
        WRITTEN,
        PREPARED,
        CHECKPOINT_COMPLETE,
        WRITTEN_BEFORE_COMMIT,
        WITHIN_COMMIT,
        COMMITTED,
        WRITTEN_AFTER_COMMIT,
        PREPARED_AFTER_COMMIT
    }

    /** How far it gets when it comes back, before it dies again. */
    private enum Return {
        GOES_ON,
        DIES_WHEN_OPENED,
        DIES_WHEN_COMMITTED
    }

    /** What the engine keeps: how many records had been written, and what was prepared and not committed, or the last one that was. */
    private record Checkpoint(long epoch, long written, NavigableMap<Long, byte[]> prepared) {}

    private final SinkContract.Target<T> target;
    private final LongFunction<T> record;
    private final boolean isTransactional;
    private final List<SinkWriter<T>> frozen = new ArrayList<>();

    private Checkpoint last = new Checkpoint(0, 0, new TreeMap<>());
    private SinkWriter<T> writer;
    private NavigableMap<Long, byte[]> prepared = new TreeMap<>();
    private long epoch;
    private long written;

    /** Records that readers must see: of epochs of which a commit has returned. */
    private long committed;

    private final NavigableMap<Long, Long> writtenAt = new TreeMap<>();

    SinkHistory(SinkContract.Target<T> target, LongFunction<T> record) throws Exception {
        this.target = target;
        this.record = record;
        isTransactional = target.sink().guarantee() == Guarantee.TRANSACTIONAL;
        writer = open();
    }

    void run() throws Exception {
        List<Return> returns = List.of(Return.values());
        int deaths = 0;
        for (boolean isFrozen : new boolean[] {false, true}) {
            deaths += isFrozen ? 1 : 0;
            for (Moment moment : Moment.values()) {
                playTo(moment);
                requireSeen(moment, isFrozen);
                // Three of them and nine moments: in the second round each moment has another one.
                comeBack(returns.get(deaths++ % returns.size()), isFrozen);
            }
        }
        playTo(Moment.COMMITTED);
        prepare();
        complete();
        commit(prepared);
        SinkContract.finish(writer);
        writer.close();
        for (SinkWriter<T> woken : frozen) {
            woken.close();
        }
        SinkContract.requireKept(
                target.sink().guarantee(),
                LongStream.range(0, written).boxed().toList(),
                target.visible(),
                "in the end");
    }

    private SinkWriter<T> open() throws Exception {
        return target.sink().open(new WriterContext("sink", 0, 1, InstantSource.system(), true, last.epoch));
    }

    /** One epoch and the beginning of the next one, as far as a moment. */
    private void playTo(Moment moment) throws Exception {
        for (Moment now : Moment.values()) {
            switch (now) {
                case OPENED -> {}
                case WRITTEN, WRITTEN_BEFORE_COMMIT, WRITTEN_AFTER_COMMIT -> write();
                case PREPARED, PREPARED_AFTER_COMMIT -> prepare();
                case CHECKPOINT_COMPLETE -> complete();
                case WITHIN_COMMIT -> {
                    if (moment == Moment.WITHIN_COMMIT) {
                        target.dieWithinCommit(
                                prepared.firstKey(), prepared.firstEntry().getValue());
                    }
                }
                case COMMITTED -> commit(prepared);
            }
            if (now == moment) {
                return;
            }
        }
    }

    private void write() throws Exception {
        List<T> records =
                LongStream.range(written, written + 2).mapToObj(record).toList();
        writer.write(new ListRecords<>(records));
        written += records.size();
    }

    private void prepare() throws Exception {
        epoch++;
        prepared.put(epoch, writer.prepare(epoch));
        writtenAt.put(epoch, written);
    }

    private void complete() {
        last = new Checkpoint(epoch, written, new TreeMap<>(prepared));
    }

    private void commit(Map<Long, byte[]> known) throws Exception {
        for (Map.Entry<Long, byte[]> work : known.entrySet()) {
            writer.commit(work.getKey(), work.getValue());
            committed = Math.max(committed, writtenAt.getOrDefault(work.getKey(), 0L));
        }
        List.copyOf(known.keySet()).forEach(prepared::remove);
    }

    private void requireSeen(Moment moment, boolean isFrozen) throws Exception {
        // Within a commit some of it may be seen already.
        if (isTransactional && moment != Moment.WITHIN_COMMIT) {
            assertEquals(
                    LongStream.range(0, committed).boxed().toList(),
                    target.visible().stream().sorted().toList(),
                    () -> "seen when the process dies at " + moment + (isFrozen ? ", frozen" : ""));
        }
    }

    private void comeBack(Return next, boolean isFrozen) throws Exception {
        die(isFrozen);
        if (next == Return.DIES_WHEN_OPENED) {
            die(isFrozen);
        }
        recommit();
        if (next == Return.DIES_WHEN_COMMITTED) {
            die(isFrozen);
            recommit();
        }
    }

    private void die(boolean isFrozen) throws Exception {
        if (isFrozen) {
            frozen.add(writer);
        } else {
            writer.close();
        }
        writer = open();
        epoch = last.epoch;
        written = last.written;
        prepared = new TreeMap<>();
    }

    private void recommit() throws Exception {
        commit(last.prepared);
    }
}
