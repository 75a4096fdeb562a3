package dev.millrace.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.type.Codecs;
import dev.millrace.api.type.CorruptDataException;
import dev.millrace.api.type.ValueEncoder;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.state.ChangedRows;
import dev.millrace.engine.state.Extent;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Files that need each other: read, damaged, replaced, merged, removed. */
class CheckpointChainTest {

    private static final int TASKS = 2;

    private final MemoryStorage storage = new MemoryStorage();
    private CheckpointFiles files = new CheckpointFiles(storage);
    private final List<Task> tasks = List.of(new Task(0), new Task(1));
    private final Map<Long, Map<Long, String>> contentsOfEpochs = new TreeMap<>();
    private CheckpointFiles.@Nullable Written last;
    private long epoch;

    private static final class Task {

        final int index;
        final ValueEncoder values = new ValueEncoder(Codecs.STANDARD);
        final ChangedRows changed = new ChangedRows();
        final TreeMap<Integer, String> rows = new TreeMap<>();

        Task(int index) {
            this.index = index;
        }

        void put(int row, String value) {
            changed.add(row);
            rows.put(row, value);
        }

        CapturedTask capture(Extent extent) {
            TaskWriter out = new TaskWriter("task#" + index, index, values, extent, 0);
            out.operator("operator", new OperatorCounters(), state -> {
                state.rows("rows");
                changed.capture(state, 0, 100, this::write);
            });
            return out.finish();
        }

        private void write(int row, StateWriter out) {
            if (rows.containsKey(row)) {
                out.entry(row * (long) TASKS + index, null);
                out.writeValue(rows.get(row));
            }
        }
    }

    private static String name(long epoch) {
        return "checkpoint-000000000000000000" + epoch;
    }

    private CheckpointHeader header(long ofEpoch) {
        return new CheckpointHeader("chain", ofEpoch, CheckpointHeader.Kind.CHECKPOINT, 5, TASKS, List.of());
    }

    private void write(boolean isWhole) throws IOException {
        epoch++;
        tasks.forEach(task -> task.put((int) epoch % 10, "of epoch " + epoch));
        tasks.forEach(task -> task.put(50, "of epoch " + epoch));
        List<CapturedTask> captured = tasks.stream()
                .map(task -> task.capture(new Extent(isWhole, last != null)))
                .toList();
        last = files.write(name(epoch), header(epoch), captured, isWhole ? null : last);
        Map<Long, String> contents = new TreeMap<>();
        tasks.forEach(task -> task.rows.forEach((row, value) -> contents.put(row * (long) TASKS + task.index, value)));
        contentsOfEpochs.put(epoch, contents);
    }

    private void writeChain(int changes) throws IOException {
        write(true);
        for (int i = 0; i < changes; i++) {
            write(false);
        }
    }

    private void merge() throws IOException {
        CheckpointFiles.Written newest = Objects.requireNonNull(last);
        ChainMerge merge = files.merge(newest);
        while (merge.step()) {
            assertThat(read(newest.epoch())).isEqualTo(contentsOfEpochs.get(newest.epoch()));
        }
        files.finish(merge, newest);
    }

    private Map<Long, String> read(long ofEpoch) throws IOException {
        return contents(files.read(new CheckpointFiles.Entry(name(ofEpoch), ofEpoch, false, null)));
    }

    private static Map<Long, String> contents(Checkpoint checkpoint) {
        StateReader in = new StateReader(
                checkpoint.parts("operator", Codecs.STANDARD),
                new StateReader.Share(0, 1, shard -> true),
                origin -> origin);
        Map<Long, String> contents = new TreeMap<>();
        while (in.next("rows")) {
            assertThat(contents.put(in.key(), (String) in.readObject())).isNull();
        }
        return contents;
    }

    private static Checkpoint newest(CheckpointFiles files) throws IOException {
        Logger logger = Logger.getLogger(CheckpointFiles.class.getName());
        Level before = logger.getLevel();
        logger.setLevel(Level.OFF);
        try {
            return Objects.requireNonNull(files.readNewest());
        } finally {
            logger.setLevel(before);
        }
    }

    @Test
    void eachEpochIsReadThroughTheFilesBeforeIt() throws IOException {
        writeChain(7);
        for (long each = 1; each <= epoch; each++) {
            assertThat(read(each)).isEqualTo(contentsOfEpochs.get(each));
        }
        CheckpointContents contents =
                new CheckpointContents(files.read(new CheckpointFiles.Entry(name(8), 8, false, null)));
        assertThat(contents.operators())
                .singleElement()
                .satisfies(operator -> assertThat(operator.lists())
                        .singleElement()
                        .satisfies(list -> assertThat(list.entries()).isEqualTo(18)));
        TreeSet<Object> keys = new TreeSet<>();
        contents.entries("operator", entry -> assertThat(keys.add(entry.key())).isTrue());
        assertThat(keys).hasSize(18);
    }

    @Test
    void aMergedChainReadsAsBeforeAndGoesOn() throws IOException {
        writeChain(5);
        merge();
        assertThat(read(epoch)).isEqualTo(contentsOfEpochs.get(epoch));
        write(false);
        write(false);
        for (long each = 1; each < 6; each++) {
            storage.files.remove(name(each));
        }
        assertThat(read(6)).isEqualTo(contentsOfEpochs.get(6L));
        assertThat(read(8)).isEqualTo(contentsOfEpochs.get(8L));
        assertThat(storage.files.keySet()).noneMatch(name -> name.endsWith(".partial"));
    }

    @Test
    void damageOfAnyFileFallsBackBehindIt() throws IOException {
        writeChain(4);
        for (long damaged = 2; damaged <= epoch; damaged++) {
            byte[] bytes = Objects.requireNonNull(storage.files.get(name(damaged)));
            for (int at = 0; at < bytes.length; at += 7) {
                bytes[at] ^= 1;
                assertThat(newest(files).header().epoch())
                        .as("byte %d of epoch %d", at, damaged)
                        .isEqualTo(damaged - 1);
                bytes[at] ^= 1;
            }
        }
        storage.files.remove(name(3));
        assertThat(newest(files).header().epoch()).isEqualTo(2);
        assertThatThrownBy(() -> read(5))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage(name(5) + " needs " + name(3) + ", which is not there");
    }

    @Test
    void anotherFileOfTheSameNameIsNotTakenForTheOneThatIsNeeded() throws IOException {
        writeChain(3);
        tasks.get(0).put(7, "something else");
        List<CapturedTask> others =
                tasks.stream().map(task -> task.capture(Extent.WHOLE)).toList();
        files.write(header(3), others);

        assertThatThrownBy(() -> read(4))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining(name(4) + " in memory: needs another " + name(3) + " than there is");
        assertThat(newest(files).header().epoch()).isEqualTo(3);
        files.removeOld(2, 3);
        assertThat(storage.files.keySet()).doesNotContain(name(4));
    }

    @Test
    void whatIsNeededStaysAndOneThatNeedsNothingOfIt() throws IOException {
        writeChain(3);
        files.removeOld(2, epoch);
        assertThat(storage.files.keySet()).containsExactly(name(1), name(2), name(3), name(4));

        merge();
        write(false);
        files = new CheckpointFiles(storage);
        files.removeOld(2, epoch);
        // Epochs 4 and 5 both need the file of 4; that of 3 does not.
        assertThat(storage.files.keySet()).containsExactly(name(1), name(2), name(3), name(4), name(5));

        write(true);
        files.removeOld(2, epoch);
        assertThat(storage.files.keySet()).containsExactly(name(4), name(5), name(6));
        files.removeOld(1, epoch);
        assertThat(storage.files.keySet()).containsExactly(name(6));
    }

    @Test
    void whatIsStillThereWhileOldOnesAreRemovedCanBeRead() throws IOException {
        writeChain(3);
        writeChain(2);
        TreeSet<String> deleted = new TreeSet<>();
        storage.afterDelete = name -> {
            deleted.add(name);
            CheckpointFiles reading = new CheckpointFiles(storage);
            for (CheckpointFiles.Entry entry : reading.list()) {
                assertThat(contents(reading.read(entry))).isEqualTo(contentsOfEpochs.get(entry.epoch()));
            }
        };
        files.removeOld(1, epoch);
        assertThat(deleted).containsExactly(name(1), name(2), name(3), name(4));
    }

    @Test
    void aChainThatIsReplacedWhileItIsReadIsNoDamage() throws IOException {
        for (int above = 0; above < 2; above++) {
            writeChain(3);
            long merged = epoch;
            int changesAbove = above;
            storage.beforeOpen = name -> {
                if (name.equals(name(merged - 1))) {
                    storage.beforeOpen = null;
                    merge();
                    for (int i = 0; i < changesAbove; i++) {
                        write(false);
                    }
                    files.removeOld(1, epoch);
                }
            };
            assertThatThrownBy(() -> read(merged))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessage(name(merged - 1));
            assertThat(read(epoch)).isEqualTo(contentsOfEpochs.get(epoch));
        }
    }

    @Test
    void randomChainsReadAsWhatWasCaptured() throws IOException {
        Random random = new Random(3);
        write(true);
        for (int i = 0; i < 8; i++) {
            if (random.nextInt(3) == 0) {
                merge();
            }
            write(random.nextInt(4) == 0);
            files.removeOld(1 + random.nextInt(3), epoch);
            assertThat(contents(newest(new CheckpointFiles(storage)))).isEqualTo(contentsOfEpochs.get(epoch));
        }
    }
}
