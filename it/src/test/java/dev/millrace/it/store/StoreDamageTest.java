package dev.millrace.it.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.state.StateStore;
import dev.millrace.api.type.CorruptDataException;
import dev.millrace.engine.EmbeddedStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are not what was written: cut anywhere, with bits turned, missing, or of somebody else. */
class StoreDamageTest {

    private static final int WRITES = 12;

    @TempDir
    Path directory;

    private static StateStore<String, Long> open(Path in) throws IOException {
        return EmbeddedStore.open(in);
    }

    private Path filled(String name, boolean isCompacted) throws IOException {
        Path in = directory.resolve(name);
        try (StateStore<String, Long> store = open(in)) {
            for (long i = 1; i <= WRITES; i++) {
                store.put("k" + i, "f", i);
            }
            if (isCompacted) {
                store.compact();
            }
        }
        return in;
    }

    private static List<Path> files(Path in) throws IOException {
        try (Stream<Path> files = Files.list(in)) {
            return files.filter(file -> !file.endsWith("LOCK")).sorted().toList();
        }
    }

    private Path copyOf(Path from, String name) throws IOException {
        Path to = Files.createDirectories(directory.resolve(name));
        for (Path file : files(from)) {
            Files.copy(file, to.resolve(file.getFileName().toString()));
        }
        return to;
    }

    private static long requirePrefix(StateStore<String, Long> store) {
        long version = store.version();
        for (long i = 1; i <= WRITES; i++) {
            assertThat(store.get("k" + i, "f")).isEqualTo(i <= version ? i : null);
        }
        return version;
    }

    @Test
    void aLogCutAtAnyByteHasWhatIsWholeAndGoesOn() throws IOException {
        Path original = filled("original", false);
        byte[] bytes = Files.readAllBytes(files(original).get(0));
        long last = 0;
        for (int length = 40; length <= bytes.length; length++) {
            Path copy = copyOf(original, "cut" + length);
            Path log = files(copy).get(0);
            Files.write(log, Arrays.copyOf(bytes, length));
            long version;
            try (StateStore<String, Long> store = open(copy)) {
                version = requirePrefix(store);
                assertThat(version).isBetween(last, last + 1);
                last = version;
                assertThat(store.put("new", "f", 0L)).isEqualTo(version + 1);
            }
            try (StateStore<String, Long> store = open(copy)) {
                assertThat(store.version()).isEqualTo(version + 1);
                assertThat(store.get("new", "f")).isZero();
            }
        }
        assertThat(last).isEqualTo(WRITES);
    }

    @Test
    void aLogCutAtItsEndAndOverwrittenWithGarbageHasWhatIsWhole() throws IOException {
        Path original = filled("original", false);
        byte[] bytes = Files.readAllBytes(files(original).get(0));
        Random random = new Random(3);
        for (int i = 0; i < 50; i++) {
            Path copy = copyOf(original, "garbage" + i);
            int from = 40 + random.nextInt(bytes.length - 40);
            byte[] torn = bytes.clone();
            for (int at = from; at < torn.length; at++) {
                torn[at] = (byte) random.nextInt();
            }
            Files.write(files(copy).get(0), torn);
            try (StateStore<String, Long> store = open(copy)) {
                requirePrefix(store);
            }
        }
    }

    @Test
    void aBitTurnedInTheMiddleIsAnErrorThatNamesFileAndPosition() throws IOException {
        for (boolean isCompacted : new boolean[] {false, true}) {
            Path original = filled("original" + isCompacted, isCompacted);
            for (Path file : files(original)) {
                byte[] bytes = Files.readAllBytes(file);
                // The frame that says that the log was closed is the last 13 bytes; if that is torn, it was not closed.
                for (int at = 0; at < bytes.length - 13; at++) {
                    byte[] damaged = bytes.clone();
                    damaged[at] ^= (byte) (1 << at % 8);
                    Path copy = copyOf(original, "bit" + isCompacted + file.getFileName() + at);
                    Files.write(copy.resolve(file.getFileName().toString()), damaged);
                    assertThatThrownBy(() -> open(copy))
                            .as("%s, byte %s", file.getFileName(), at)
                            .isInstanceOf(CorruptDataException.class)
                            .hasMessageContaining(file.getFileName().toString())
                            .hasMessageContaining("damaged at position");
                }
            }
        }
    }

    @Test
    void aMissingLogIsAnErrorThatNamesIt() throws IOException {
        Path in = filled("original", false);
        for (int i = 0; i < 2; i++) {
            try (StateStore<String, Long> store = open(in)) {
                store.put("again", "f", 1L);
            }
        }
        List<Path> logs = files(in);
        assertThat(logs).hasSize(3);
        for (Path log : logs.subList(0, 2)) {
            Path copy = copyOf(in, "without" + log.getFileName());
            Files.delete(copy.resolve(log.getFileName().toString()));
            assertThatThrownBy(() -> open(copy))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining(log.getFileName() + " is missing");
        }
    }

    @Test
    void aLogOfAnotherStoreOrNumberIsAnError() throws IOException {
        Path in = filled("original", true);
        Path log = files(in).get(0);
        Path other = filled("other", false);
        Files.copy(files(other).get(0), log, StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> open(in))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("log-");
    }

    @Test
    void foreignFilesAreLeftAlone() throws IOException {
        Path in = filled("original", false);
        Files.writeString(in.resolve("README.txt"), "mine");
        Files.writeString(in.resolve("log-1.tmp"), "torn");
        try (StateStore<String, Long> store = open(in)) {
            assertThat(requirePrefix(store)).isEqualTo(WRITES);
            store.compact();
        }
        Map<String, Boolean> expected = new TreeMap<>(Map.of("README.txt", true, "log-1.tmp", false));
        expected.forEach((name, isThere) ->
                assertThat(Files.exists(in.resolve(name))).as(name).isEqualTo(isThere));
    }

    @Test
    void compactionLeavesASnapshotAndALog() throws IOException {
        Path in = filled("original", false);
        try (StateStore<String, Long> store = open(in)) {
            store.compact();
            store.put("after", "f", 7L);
            store.compact();
            assertThat(files(in).stream().map(file -> file.getFileName().toString()))
                    .containsExactly("log-0000000000000003", "snapshot-0000000000000003");
        }
        try (StateStore<String, Long> store = open(in)) {
            assertThat(store.version()).isEqualTo(WRITES + 1);
            assertThat(store.get("after", "f")).isEqualTo(7);
        }
    }
}
