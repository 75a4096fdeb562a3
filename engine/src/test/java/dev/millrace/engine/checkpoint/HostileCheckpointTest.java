package dev.millrace.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.Codecs;
import dev.millrace.api.type.CorruptDataException;
import dev.millrace.engine.state.StateReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Whoever can write a checkpoint can make its checksums right; what is behind them is no more trusted than the file. */
class HostileCheckpointTest {

    private static final int RUNS = 3_000;
    private static final long ALLOCATED_MAX = 8_000_000;
    private static final int PREAMBLE = 10;
    private static final int HEAD = 9;

    @Test
    void damageBehindTheChecksumIsReadOrRefusedAndNothingWorse() throws IOException {
        byte[] whole = SampleCheckpoint.bytes();
        Map<String, Integer> ends = new TreeMap<>();
        for (long seed = 0; seed < RUNS; seed++) {
            byte[] hostile = mutate(whole, new Random(seed));
            long before = allocated();
            ends.merge(end(hostile, seed), 1, Integer::sum);
            assertThat(allocated() - before).as("seed %d", seed).isLessThan(ALLOCATED_MAX);
        }
        assertThat(ends.keySet()).contains("CorruptDataException", "read").hasSizeLessThan(4);
        assertThat(ends.values()).allMatch(count -> count > 50);
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    private static String end(byte[] hostile, long seed) throws IOException {
        try {
            readAll(SampleCheckpoint.read(hostile));
            return "read";
        } catch (CorruptDataException | IllegalArgumentException refused) {
            return refused.getClass().getSimpleName();
        } catch (RuntimeException | Error other) {
            throw new AssertionError("seed " + seed, other);
        }
    }

    @Test
    void whoeverLooksIntoItIsTakenInByNothing() throws IOException {
        byte[] whole = SampleCheckpoint.bytes();
        Map<String, Integer> ends = new TreeMap<>();
        for (long seed = 0; seed < RUNS; seed++) {
            byte[] hostile = mutate(whole, new Random(seed));
            long before = allocated();
            try {
                lookInto(new CheckpointContents(SampleCheckpoint.read(hostile)));
                ends.merge("read", 1, Integer::sum);
            } catch (CorruptDataException refused) {
                ends.merge("refused", 1, Integer::sum);
            } catch (RuntimeException | Error other) {
                throw new AssertionError("seed " + seed, other);
            }
            assertThat(allocated() - before).as("seed %d", seed).isLessThan(ALLOCATED_MAX);
        }
        assertThat(ends).hasSize(2).allSatisfy((end, count) -> assertThat(count).isGreaterThan(50));
    }

    static void lookInto(CheckpointContents contents) {
        contents.splits();
        contents.watermarks();
        contents.operators();
        contents.work();
        contents.verdicts(Codecs.STANDARD);
        contents.entries("windows", entry -> assertThat(entry.fields()).doesNotContainNull());
    }

    /** Everything that a job asks for, and some more. */
    static void readAll(Checkpoint checkpoint) {
        checkpoint.header();
        checkpoint.splits("points");
        checkpoint.time("windows");
        checkpoint.counters("points", 0, 1);
        checkpoint.counters("windows", 0, 1);
        checkpoint.work("sink", 0, 1);
        checkpoint.operatorsWithState();
        StateReader.Share share = new StateReader.Share(0, 1, shard -> true);
        StateReader in = new StateReader(checkpoint.parts("windows", Codecs.STANDARD), share, origin -> origin);
        while (in.next("numbers")) {
            in.key();
            in.readLong();
            in.readBoolean();
        }
        while (in.next("points")) {
            in.readLong();
            in.readOrigin();
            in.readObject();
            in.readBits();
        }
        while (in.next("all")) {
            in.readString();
            in.readValue();
        }
        while (in.next("any")) {
            in.readInt();
            in.readValue();
        }
        in.next("none");
    }

    /** Changes the payload of one block, and makes its length and its checksum right. */
    private static byte[] mutate(byte[] whole, Random random) {
        int block = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(2);
        int at = PREAMBLE;
        for (int i = 0; i < block; i++) {
            at += HEAD + ByteBuffer.wrap(whole).getInt(at + 1);
        }
        int length = ByteBuffer.wrap(whole).getInt(at + 1);
        byte[] payload = Arrays.copyOfRange(whole, at + HEAD, at + HEAD + length);
        for (int left = 1 + random.nextInt(2); left > 0; left--) {
            payload = mutateOnce(payload, random);
        }
        ByteBuffer out = ByteBuffer.allocate(whole.length - length + payload.length);
        out.put(whole, 0, at + 1).putInt(payload.length);
        CRC32C sum = new CRC32C();
        sum.update(out.array(), at, 1 + Integer.BYTES);
        sum.update(payload);
        out.putInt((int) sum.getValue()).put(payload);
        out.put(whole, at + HEAD + length, whole.length - at - HEAD - length);
        return out.array();
    }

    private static byte[] mutateOnce(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length);
        byte[] copy = bytes.clone();
        switch (random.nextInt(6)) {
            case 0 -> copy[at] = (byte) random.nextInt();
            case 1 -> copy[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> copy[at] = new byte[] {0, 1, 127, -128, -1}[random.nextInt(5)];
            case 3 -> Arrays.fill(copy, at, Math.min(bytes.length, at + 4), (byte) (random.nextBoolean() ? 127 : -1));
            case 4 -> {
                return Arrays.copyOf(bytes, at + 1);
            }
            default -> {
                int from = random.nextInt(bytes.length);
                int count = Math.min(1 + random.nextInt(16), bytes.length - Math.max(from, at));
                System.arraycopy(bytes, from, copy, at, count);
            }
        }
        return copy;
    }

    @Test
    void listThatSaysFewerEntriesThanItHasIsRefused() throws IOException {
        assertThat(afterPatch("numbers", 4, 3)).isEqualTo("the list 'numbers' has entries left over");
    }

    @Test
    void listOfLessThanNoEntriesIsRefused() throws IOException {
        assertThat(afterPatch("numbers", 4, -1)).startsWith("the list 'numbers' has -1 entries");
    }

    /** Changes the number of entries of a list of the first task. */
    private static String afterPatch(String list, int from, int to) throws IOException {
        byte[] whole = SampleCheckpoint.bytes();
        String text = new String(whole, java.nio.charset.StandardCharsets.ISO_8859_1);
        int at = text.indexOf((char) list.length() + list) + 1 + list.length();
        at++; // the kind of list
        assertThat(ByteBuffer.wrap(whole).getInt(at)).isEqualTo(from);
        ByteBuffer.wrap(whole).putInt(at, to);
        int block = PREAMBLE + HEAD + ByteBuffer.wrap(whole).getInt(PREAMBLE + 1);
        int length = ByteBuffer.wrap(whole).getInt(block + 1);
        CRC32C sum = new CRC32C();
        sum.update(whole, block, 1 + Integer.BYTES);
        sum.update(whole, block + HEAD, length);
        ByteBuffer.wrap(whole).putInt(block + 1 + Integer.BYTES, (int) sum.getValue());
        try {
            readAll(SampleCheckpoint.read(whole));
            return "was read";
        } catch (CorruptDataException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    @Test
    void taskOfANumberThatNoTaskHasIsRefused() {
        byte[] bytes = {1, 't', -1, -1, -1, -1, -1, -1, -1, -1, -1, 1, 0, 1, 0};
        assertThat(new BinaryInput(bytes, 2, 10).readVarint()).isEqualTo(-1);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> new TaskBlock(bytes, false))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("task 18446744073709551615");
    }
}
