package dev.millrace.api.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HostileBytesTest {

    /** For exceptions with their messages and stack traces, and the classes of a few hundred schemas taken apart. */
    private static final long ALLOCATED_MAX = 4_000_000;

    /** What one byte may come to: an object in a field, a box, a list with it, and its growth. */
    private static final long ALLOCATED_MAX_BY_BYTE = 400;

    @Test
    void damagedBytesAreReadOrRefusedAndNothingWorse() {
        Map<String, Integer> ends = new HashMap<>();
        for (long seed = 0; seed < 6_000; seed++) {
            Stored stored = Stored.of(new RandomValues(seed % 500).next());
            Random random = new Random(seed);
            boolean isSchemaDamaged = random.nextInt(3) > 0;
            Stored damaged = new Stored(
                    isSchemaDamaged ? damaged(stored.schemas(), random) : stored.schemas(),
                    isSchemaDamaged && random.nextBoolean() ? stored.values() : damaged(stored.values(), random));

            long before = allocated();
            String end = end(damaged, seed);
            long allocated = allocated() - before;

            int size = damaged.schemas().length + damaged.values().length;
            assertThat(allocated).as("seed %d", seed).isLessThan(ALLOCATED_MAX + size * ALLOCATED_MAX_BY_BYTE);
            ends.merge(end, 1, Integer::sum);
        }
        assertThat(ends).containsOnlyKeys("read", "CorruptDataException", "OutgrownException");
        assertThat(ends.values()).allMatch(count -> count > 30);
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    private static String end(Stored damaged, long seed) {
        try {
            ValueDecoder decoder = damaged.decoder(Codecs.STANDARD);
            decoder.verdicts();
            decoder.read(new BinaryInput(damaged.values()));
            return "read";
        } catch (CorruptDataException | IllegalArgumentException refused) {
            return refused.getClass().getSimpleName();
        } catch (RuntimeException | Error other) {
            throw new AssertionError(
                    "seed " + seed + ": " + Arrays.toString(damaged.schemas()) + Arrays.toString(damaged.values()),
                    other);
        }
    }

    static byte[] damaged(byte[] bytes, Random random) {
        byte[] copy = bytes;
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            copy = damagedOnce(copy, random);
        }
        return copy;
    }

    private static byte[] damagedOnce(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length + 1);
        switch (random.nextInt(6)) {
            case 0 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 1 -> {
                return joined(bytes, at, hugeNumber(random), Math.min(at + 1, bytes.length));
            }
            case 2 -> {
                int from = random.nextInt(bytes.length + 1);
                int to = from + random.nextInt(bytes.length - from + 1);
                return joined(bytes, at, Arrays.copyOfRange(bytes, from, to), at);
            }
            case 3 -> {
                return joined(bytes, at, new byte[0], at + random.nextInt(bytes.length - at + 1));
            }
            default -> {
                byte[] copy = bytes.clone();
                if (at < copy.length) {
                    copy[at] ^= (byte) (1 << random.nextInt(8));
                }
                return copy;
            }
        }
    }

    private static byte[] hugeNumber(Random random) {
        BinaryOutput out = new BinaryOutput();
        out.writeVarint(random.nextLong() >>> random.nextInt(64));
        return out.toByteArray();
    }

    /** What is before one place, something else, and what is from another place on. */
    private static byte[] joined(byte[] bytes, int until, byte[] between, int from) {
        BinaryOutput out = new BinaryOutput();
        out.writeRaw(bytes, 0, until);
        out.writeRaw(between, 0, between.length);
        out.writeRaw(bytes, from, bytes.length - from);
        return out.toByteArray();
    }

    @Test
    void listsThatPromiseAllTheRestDoNotAllocateForItAtEveryLevel() {
        BinaryOutput out = new BinaryOutput();
        for (int level = 0; level < ValueEncoder.DEPTH_MAX - 1; level++) {
            out.writeVarint(1);
            out.writeVarint(900_000);
        }
        out.writeRaw(new byte[1_000_000], 0, 1_000_000);
        Stored stored = new Stored(Stored.of(new Object[0]).schemas(), out.toByteArray());

        long before = allocated();
        assertThatThrownBy(stored::read).isInstanceOf(CorruptDataException.class);
        assertThat(allocated() - before).isLessThan(40_000_000);
    }

    @Test
    void tooDeepIsRefusedAndTheDecoderGoesOn() {
        byte[] deep = new byte[10_000];
        Arrays.fill(deep, (byte) 1);
        ValueDecoder decoder = Stored.of(List.of(1)).decoder(Codecs.STANDARD);

        assertThatThrownBy(() -> decoder.read(new BinaryInput(deep)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("nested deeper than 200 levels");
        assertThat(decoder.read(new BinaryInput(Stored.of(List.of(1)).values())))
                .isEqualTo(List.of(1));
    }

    static boolean isInitialized;

    /** No record, no enum, no codec: must not even be initialized. */
    static final class Trap {
        static {
            isInitialized = true;
        }

        private Trap() {}
    }

    record Bait(int number) {}

    enum Bite {
        ONE
    }

    @Test
    void classesThatAreNoRecordsAreNotTouched() {
        for (Object value : List.of(new Bait(1), Bite.ONE, new Bait[0])) {
            Stored stored = Stored.of(value).renamed("$Bait", "$Trap").renamed("$Bite", "$Trap");
            if (value instanceof Bait[]) {
                assertThat(stored.read()).isInstanceOf(Trap[].class);
            } else {
                assertThatThrownBy(stored::read).hasMessageContaining("any more; keep the class");
            }
        }
        assertThat(isInitialized).isFalse();
    }

    record Positive(int number) {
        Positive {
            if (number <= 0) {
                throw new IllegalStateException("not positive: " + number);
            }
        }
    }

    @Test
    void whatAConstructorRefusesIsCorrupt() {
        Stored stored = Stored.of(new Positive(1));
        byte[] values = stored.values();
        values[1] = 0;

        assertThatThrownBy(stored::read)
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("Positive cannot be made of what was stored: not positive: 0");
    }
}
