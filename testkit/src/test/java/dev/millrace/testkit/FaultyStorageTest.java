package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.storage.StorageInput;
import dev.millrace.api.storage.StorageOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The disk loses all that it may lose, each piece by itself, and nothing that it must keep. */
class FaultyStorageTest {

    private static final int SEEDS = 400;

    private static byte[] bytes(int count, int value) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static byte[] read(FaultyStorage disk, String name) throws IOException {
        try (StorageInput input = disk.open(name)) {
            byte[] bytes = new byte[(int) input.size()];
            input.read(0, bytes, 0, bytes.length);
            return bytes;
        }
    }

    private static StorageOutput write(FaultyStorage disk, String name, int count, int value) throws IOException {
        StorageOutput output = disk.create(name);
        output.write(bytes(count, value), 0, count);
        return output;
    }

    @Test
    void syncedBytesOfSyncedFilesStay() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            FaultyStorage disk = new FaultyStorage(seed);
            StorageOutput output = write(disk, "a", 700, 1);
            output.sync();
            disk.sync();
            output.write(bytes(3_000, 2), 0, 3_000);
            byte[] left = read(disk.afterCrash(seed), "a");
            assertThat(Arrays.copyOf(left, 700)).isEqualTo(bytes(700, 1));
        }
    }

    @Test
    void unsyncedBytesAreLostCutTornZeroedOrAllThere() throws IOException {
        Set<String> seen = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            FaultyStorage disk = new FaultyStorage(seed);
            StorageOutput output = disk.create("a");
            disk.sync();
            output.write(bytes(2_000, 2), 0, 2_000);
            byte[] left = read(disk.afterCrash(seed), "a");
            boolean isCut = left.length < 2_000;
            boolean isPrefix = Arrays.equals(left, bytes(left.length, 2));
            seen.add(left.length == 0 ? "nothing" : (isCut ? "cut" : "full") + (isPrefix ? "" : " damaged"));
            if (left.length >= 1_024
                    && Arrays.equals(Arrays.copyOfRange(left, 0, 512), bytes(512, 0))
                    && Arrays.equals(Arrays.copyOfRange(left, 512, 1_024), bytes(512, 2))) {
                seen.add("second sector without the first");
            }
        }
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        "nothing", "cut", "full", "cut damaged", "full damaged", "second sector without the first");
    }

    @Test
    void unsyncedChangesOfNamesTakePlaceInAnyCombination() throws IOException {
        Set<List<String>> seen = new HashSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            FaultyStorage disk = new FaultyStorage(seed);
            write(disk, "a", 1, 1).sync();
            write(disk, "b", 1, 1).sync();
            disk.sync();
            disk.rename("a", "c");
            disk.delete("b");
            disk.create("d").close();
            seen.add(disk.afterCrash(seed).names());
        }
        assertThat(seen).hasSize(8).contains(List.of("a", "b"), List.of("c", "d"), List.of("a", "d"));
    }

    @Test
    void syncedFilesMayHaveNoName() throws IOException {
        Set<List<String>> seen = new HashSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            FaultyStorage disk = new FaultyStorage(seed);
            write(disk, "a", 1, 1).sync();
            seen.add(disk.afterCrash(seed).names());
        }
        assertThat(seen).containsExactlyInAnyOrder(List.of(), List.of("a"));
    }

    @Test
    void renameIsNeverHalfDone() throws IOException {
        Set<Integer> seen = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            FaultyStorage disk = new FaultyStorage(seed);
            write(disk, "now", 1, 1).sync();
            disk.sync();
            write(disk, "next", 1, 2).sync();
            disk.rename("next", "now");
            seen.add((int) read(disk.afterCrash(seed), "now")[0]);
        }
        assertThat(seen).containsExactly(1, 2);
    }

    @Test
    void everyOperationCanFailOnceAndCrashOnce() throws IOException {
        for (boolean isCrash : new boolean[] {true, false}) {
            for (int operation = 1; operation <= 8; operation++) {
                FaultyStorage disk = new FaultyStorage(operation);
                if (isCrash) {
                    disk.crashAt(operation);
                } else {
                    disk.failAt(operation);
                }
                Throwable thrown = null;
                try {
                    script(disk);
                } catch (IOException | SimulatedCrash expected) {
                    thrown = expected;
                }
                assertThat(thrown)
                        .isInstanceOf(isCrash ? SimulatedCrash.class : IOException.class)
                        .hasMessageContaining("operation " + operation);
                assertThat(disk.operations()).isEqualTo(operation);
                if (isCrash) {
                    assertThatThrownBy(disk::names).isInstanceOf(SimulatedCrash.class);
                    disk.afterCrash(1).names();
                }
            }
        }
        FaultyStorage disk = new FaultyStorage(1);
        script(disk);
        assertThat(disk.operations()).isEqualTo(8);
    }

    private static void script(FaultyStorage disk) throws IOException {
        StorageOutput output = write(disk, "a", 10, 1);
        output.sync();
        disk.rename("a", "b");
        disk.sync();
        read(disk, "b");
        disk.delete("b");
    }

    @Test
    void whatAFailedSyncLeftUncertainStaysUncertain() throws IOException {
        boolean isLost = false;
        for (int seed = 0; seed < SEEDS; seed++) {
            FaultyStorage disk = new FaultyStorage(seed);
            StorageOutput output = write(disk, "a", 10, 1);
            disk.sync();
            disk.failAt(disk.operations() + 1);
            assertThatThrownBy(output::sync).isInstanceOf(IOException.class);
            output.sync();
            isLost |= read(disk.afterCrash(seed), "a").length < 10;
        }
        assertThat(isLost).isTrue();
    }

    @Test
    void aFullDiskTakesWhatFitsAndGoesOnAfterADelete() throws IOException {
        FaultyStorage disk = new FaultyStorage(1);
        disk.limitBytes(100);
        StorageOutput first = write(disk, "a", 90, 1);
        assertThatThrownBy(() -> write(disk, "b", 20, 2)).hasMessageContaining("No space left");
        assertThat(read(disk, "b")).hasSize(10);
        assertThatThrownBy(() -> disk.create("c")).isInstanceOf(IOException.class);
        disk.delete("b");
        first.write(bytes(10, 1), 0, 10);
        assertThat(read(disk, "a")).hasSize(100);
    }

    @Test
    void theSameSeedLeavesTheSameBytes() throws IOException {
        for (int seed = 0; seed < 50; seed++) {
            assertThat(leftOf(seed)).isEqualTo(leftOf(seed));
        }
    }

    private static List<String> leftOf(int seed) throws IOException {
        FaultyStorage disk = new FaultyStorage(seed);
        disk.crashAt(3);
        try {
            write(disk, "a", 2_000, 1).sync();
        } catch (SimulatedCrash crash) {
            // as ordered
        }
        FaultyStorage left = disk.afterCrash(seed);
        return left.names().isEmpty() ? List.of() : List.of(Arrays.toString(read(left, "a")));
    }

    @Test
    void reopeningLosesNothingAndMakesNothingDurable() throws IOException {
        boolean isLost = false;
        for (int seed = 0; seed < SEEDS; seed++) {
            FaultyStorage disk = new FaultyStorage(seed);
            assertThatThrownBy(() -> disk.reopen(1)).isInstanceOf(IllegalStateException.class);
            write(disk, "a", 10, 1).close();
            disk.close();
            FaultyStorage again = disk.reopen(seed);
            assertThat(read(again, "a")).hasSize(10);
            isLost |= again.afterCrash(seed).names().isEmpty();
        }
        assertThat(isLost).isTrue();
    }

    @Test
    void aDeadProcessLeavesEverythingAndTheNextCrashTakesIt() throws IOException {
        int left = 0;
        int lost = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            FaultyStorage disk = new FaultyStorage(seed);
            write(disk, "a", 10, 1).sync();
            FaultyStorage first = disk.afterCrash(seed);
            if (!first.names().isEmpty()) {
                left++;
                lost += first.afterCrash(seed + 1).names().isEmpty() ? 1 : 0;
            }
        }
        assertThat(left).isBetween(SEEDS / 2, SEEDS * 3 / 4);
        assertThat(lost).isPositive();
    }
}
