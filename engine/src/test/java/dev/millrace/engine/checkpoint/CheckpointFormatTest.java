package dev.millrace.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.type.Codecs;
import dev.millrace.api.type.CorruptDataException;
import dev.millrace.engine.source.SplitState;
import dev.millrace.engine.state.StateReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A checkpoint comes back as it was, or not at all. */
class CheckpointFormatTest {

    /** For a file of less than a thousand bytes, exceptions and classes included. */
    private static final long ALLOCATED_MAX = 1_000_000;

    private static final int FIRST_LENGTH_AT = 8 + 2 + 1;

    private static StateReader reader(Checkpoint checkpoint, int index, int count) {
        StateReader.Share share = new StateReader.Share(index, count, shard -> shard % count == index);
        return new StateReader(checkpoint.parts("windows", Codecs.STANDARD), share, origin -> origin + 1);
    }

    @Test
    void everythingComesBack() throws IOException {
        Checkpoint read = SampleCheckpoint.read(SampleCheckpoint.bytes());

        assertThat(read.header()).isEqualTo(SampleCheckpoint.header(SampleCheckpoint.EPOCH));
        SplitState left = read.splits("points").get("left");
        assertThat(left).isNotNull();
        assertThat(left.position()).containsExactly(1, 2, 3);
        assertThat(left.time()).isEqualTo(SampleCheckpoint.SPLIT_TIME);
        SplitState right = read.splits("points").get("right");
        assertThat(right).isNotNull();
        assertThat(right.position()).isNull();
        assertThat(read.splits("points").get("middle")).isNull();
        assertThat(read.time("windows")).isEqualTo(SampleCheckpoint.TIME);
        assertThat(read.time("points")).isNull();
        assertThat(read.counters("windows", 0, 1))
                .usingRecursiveComparison()
                .isEqualTo(twice(SampleCheckpoint.counters(100)));
        assertThat(read.counters("windows", 1, 2)).usingRecursiveComparison().isEqualTo(SampleCheckpoint.counters(100));
        assertThat(read.work("sink", 0, 1))
                .extracting(work -> work.writer() + " " + work.epoch() + " " + Arrays.toString(work.prepared()))
                .containsExactly("0 6 [42]", "1 6 [42]", "0 7 [0]", "1 7 [1]");
        assertThat(read.work("sink", 1, 2)).allMatch(work -> work.writer() == 1).hasSize(2);
        assertThat(read.operatorsWithState()).containsExactly("points", "sink", "windows");
    }

    private static dev.millrace.engine.metrics.OperatorCounters twice(
            dev.millrace.engine.metrics.OperatorCounters counters) {
        dev.millrace.engine.metrics.OperatorCounters sum = counters.copy();
        sum.add(counters);
        return sum;
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3"})
    void listsAreDividedAmongTasks(int tasks) throws IOException {
        Checkpoint read = SampleCheckpoint.read(SampleCheckpoint.bytes());
        TreeMap<Long, Long> numbers = new TreeMap<>();
        List<Object> keys = new ArrayList<>();
        List<Integer> any = new ArrayList<>();
        int all = 0;
        for (int i = 0; i < tasks; i++) {
            StateReader in = reader(read, i, tasks);
            while (in.next("numbers")) {
                assertThat(numbers.put(in.key(), in.readLong())).isNull();
                assertThat(in.readBoolean()).isEqualTo(in.key() > 3);
            }
            while (in.next("points")) {
                keys.add(in.keyObject());
                assertThat(in.keyObject()).isEqualTo("key " + in.readLong());
                assertThat(in.readOrigin()).isEqualTo(18);
                assertThat(in.readObject()).isEqualTo(SampleCheckpoint.POINT);
                assertThat(in.readBits()).isNotNegative();
                assertThat(in.hasMore()).isFalse();
            }
            while (in.next("any")) {
                any.add(in.readInt());
            }
            while (in.next("all")) {
                assertThat(in.readString()).isEqualTo("to all");
                all++;
            }
            assertThat(in.next("none")).isFalse();
            assertThat(in.next("unheard of")).isFalse();
            assertThat(in.unread()).isEmpty();
        }
        assertThat(numbers)
                .hasSize(8)
                .allSatisfy((key, square) -> assertThat(square).isEqualTo(key * key));
        assertThat(keys).containsExactlyInAnyOrder("key 0", "key 1", "key 2", "key 3");
        assertThat(any).containsExactlyInAnyOrder(0, 1);
        assertThat(all).isEqualTo(2 * tasks);
    }

    /** Refused by a message that names the file, and at little cost. */
    private static String refusal(byte[] bytes) throws IOException {
        long before = allocated();
        try {
            SampleCheckpoint.read(bytes);
            return "was read";
        } catch (CorruptDataException refused) {
            assertThat(allocated() - before).isLessThan(ALLOCATED_MAX);
            assertThat(refused).hasMessageStartingWith(SampleCheckpoint.NAME + " in memory: ");
            return String.valueOf(refused.getMessage()).substring((SampleCheckpoint.NAME + " in memory: ").length());
        }
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    @Test
    void aPartIsRefusedWhereverItIsCut() throws IOException {
        byte[] whole = SampleCheckpoint.bytes();
        for (int length = 0; length < whole.length; length++) {
            assertThat(refusal(Arrays.copyOf(whole, length)))
                    .as("cut to %d bytes", length)
                    .matches(
                            "too short for a checkpoint: .*|cut short at byte .*|the block at byte .* has a length of .*");
        }
        assertThat(refusal(Arrays.copyOf(whole, whole.length + 1))).startsWith("ends with 2 of 2 tasks at byte ");
    }

    @Test
    void noBitCanChangeUnseen() throws IOException {
        byte[] bytes = SampleCheckpoint.bytes();
        for (int bit = 0; bit < bytes.length * Byte.SIZE; bit++) {
            bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertThat(refusal(bytes))
                    .as("bit %d", bit)
                    .isNotEqualTo("was read")
                    .isNotEmpty();
            bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        }
    }

    @Test
    void otherFilesAreNoCheckpoints() throws IOException {
        assertThat(refusal(new byte[0])).isEqualTo("too short for a checkpoint: 0 bytes");
        assertThat(refusal("PK\3\4 is how a zip file starts".getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo("not a checkpoint of Millrace");
        assertThat(refusal(new byte[4096])).isEqualTo("not a checkpoint of Millrace");
    }

    @ParameterizedTest
    @CsvSource({"0, ''", "3, ', so a later release has written it'", "65535, ', so a later release has written it'"})
    void otherVersionsAreNamed(int version, String hint) throws IOException {
        byte[] bytes = SampleCheckpoint.bytes();
        bytes[8] = (byte) (version >> 8);
        bytes[9] = (byte) version;
        assertThat(refusal(bytes))
                .isEqualTo("a checkpoint of version " + version + "; this release reads versions 1 and 2" + hint);
    }

    @ParameterizedTest
    @CsvSource({"7f, 2130706432", "ff, 4278190080", "80, 2147483648"})
    void lengthsAreCheckedBeforeAnythingIsAllocated(String firstByte, String length) throws IOException {
        byte[] bytes = SampleCheckpoint.bytes();
        Arrays.fill(bytes, FIRST_LENGTH_AT, FIRST_LENGTH_AT + Integer.BYTES, (byte) 0);
        bytes[FIRST_LENGTH_AT] = (byte) Integer.parseInt(firstByte, 16);
        assertThat(refusal(bytes))
                .isEqualTo("the block at byte 10 has a length of " + length + ", but the file ends at byte "
                        + bytes.length);
    }

    @Test
    void theEpochInTheNameIsThatInTheFile() throws IOException {
        MemoryStorage storage = new MemoryStorage();
        storage.files.put("checkpoint-0000000000000000008", SampleCheckpoint.bytes());
        assertThatThrownBy(() -> new CheckpointFiles(storage).readNewest())
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("checkpoint-0000000000000000008 in memory: holds epoch 7");
    }
}
