package dev.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.storage.Storage;
import dev.millrace.api.storage.StorageInput;
import dev.millrace.api.storage.StorageOutput;
import dev.millrace.engine.storage.DirectoryStorage;
import dev.millrace.testkit.FaultyStorage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every storage does while nothing goes wrong. */
class StorageContractTest {

    /** The implementations. */
    enum Kind {
        DIRECTORY,
        FAULTY
    }

    @TempDir
    Path directory;

    private Storage make(Kind kind) throws IOException {
        return kind == Kind.DIRECTORY ? DirectoryStorage.open(directory.resolve("a/b")) : new FaultyStorage(1);
    }

    static void write(Storage storage, String name, String... parts) throws IOException {
        try (StorageOutput output = storage.create(name)) {
            for (String part : parts) {
                byte[] bytes = ("##" + part + "#").getBytes(StandardCharsets.UTF_8);
                output.write(bytes, 2, bytes.length - 3);
            }
            output.sync();
        }
    }

    static String read(Storage storage, String name) throws IOException {
        try (StorageInput input = storage.open(name)) {
            byte[] bytes = new byte[Math.toIntExact(input.size()) + 1];
            input.read(0, bytes, 1, bytes.length - 1);
            return new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @EnumSource
    void filesHaveWhatWasAppendedToThem(Kind kind) throws IOException {
        try (Storage storage = make(kind)) {
            assertThat(storage.names()).isEmpty();
            write(storage, "b", "one", "", "two");
            write(storage, "a");
            assertThat(read(storage, "b")).isEqualTo("onetwo");
            assertThat(read(storage, "a")).isEmpty();
            assertThat(storage.names()).containsExactly("a", "b");
            write(storage, "b", "three");
            assertThat(read(storage, "b")).isEqualTo("three");
            storage.sync();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenCanBeReadBeforeItIsSynced(Kind kind) throws IOException {
        try (Storage storage = make(kind);
                StorageOutput output = storage.create("log")) {
            output.write(new byte[] {1, 2, 3}, 0, 3);
            try (StorageInput input = storage.open("log")) {
                byte[] bytes = new byte[2];
                input.read(1, bytes, 0, 2);
                assertThat(bytes).containsExactly(2, 3);
                assertThatThrownBy(() -> input.read(2, bytes, 0, 2)).isInstanceOf(EOFException.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void renameReplacesAndDeleteMayFindNothing(Kind kind) throws IOException {
        try (Storage storage = make(kind)) {
            write(storage, "a", "new");
            write(storage, "b", "old");
            storage.rename("a", "b");
            storage.delete("a");
            assertThat(storage.names()).containsExactly("b");
            assertThat(read(storage, "b")).isEqualTo("new");
            storage.delete("b");
            assertThat(storage.names()).isEmpty();
            assertThatThrownBy(() -> storage.open("b")).isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> storage.rename("b", "c")).isInstanceOf(NoSuchFileException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void namesWithSeparatorsAndThatOfTheLockAreRefused(Kind kind) throws IOException {
        try (Storage storage = make(kind)) {
            for (String name : new String[] {"", "a/b", "../a", "a\\b", "LOCK"}) {
                assertThatThrownBy(() -> storage.create(name))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("'" + name + "'");
                assertThatThrownBy(() -> storage.delete(name)).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> storage.open(name)).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> storage.rename("a", name)).isInstanceOf(Exception.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClosedStorageIsOfNoUse(Kind kind) throws IOException {
        Storage storage = make(kind);
        storage.close();
        storage.close();
        assertThatThrownBy(() -> storage.create("a")).isInstanceOf(IOException.class);
        assertThatThrownBy(storage::names).isInstanceOf(IOException.class);
        assertThatThrownBy(storage::sync).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @EnumSource
    void randomOperationsLeaveWhatAMapWouldHave(Kind kind) throws IOException {
        Random random = new Random(7);
        TreeMap<String, String> model = new TreeMap<>();
        try (Storage storage = make(kind)) {
            for (int i = 0; i < 500; i++) {
                String name = "f" + random.nextInt(5);
                switch (random.nextInt(4)) {
                    case 0, 1 -> {
                        write(storage, name, "x" + i);
                        model.put(name, "x" + i);
                    }
                    case 2 -> {
                        storage.delete(name);
                        model.remove(name);
                    }
                    default -> {
                        String to = "f" + random.nextInt(5);
                        if (model.containsKey(name)) {
                            storage.rename(name, to);
                            model.put(to, model.remove(name));
                        }
                    }
                }
                assertThat(storage.names()).containsExactlyElementsOf(model.keySet());
            }
            for (String name : model.keySet()) {
                assertThat(read(storage, name)).isEqualTo(model.get(name));
            }
        }
    }
}
