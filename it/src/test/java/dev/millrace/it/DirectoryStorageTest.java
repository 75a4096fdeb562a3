package dev.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.storage.Storage;
import dev.millrace.api.storage.StorageOutput;
import dev.millrace.engine.storage.DirectoryStorage;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What only a real directory has: an owner, and files of others. */
@Timeout(60)
class DirectoryStorageTest {

    @TempDir
    Path directory;

    @Test
    void aDirectoryInUseByThisProcessIsRefusedByName() throws IOException {
        String self = Long.toString(ProcessHandle.current().pid());
        try (DirectoryStorage first = DirectoryStorage.open(directory)) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> DirectoryStorage.open(directory.resolve("../" + directory.getFileName())))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining(first.describe())
                        .hasMessageContaining("process with id " + self);
            }
            first.create("a").close();
        }
        DirectoryStorage.open(directory).close();
    }

    @Test
    void aDirectoryInUseByAnotherProcessIsRefusedWithItsId() throws Exception {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        String.join(
                                File.pathSeparator,
                                placeOf(Storage.class),
                                placeOf(DirectoryStorage.class),
                                placeOf(Holder.class)),
                        Holder.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(other.getInputStream().read()).isEqualTo('!');
            assertThatThrownBy(() -> DirectoryStorage.open(directory))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("process with id " + other.pid());
        } finally {
            other.destroyForcibly();
            other.waitFor(30, TimeUnit.SECONDS);
        }
        // The lock has died with its process.
        DirectoryStorage.open(directory).close();
    }

    private static String placeOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    /** The other process. */
    static final class Holder {

        private Holder() {}

        public static void main(String[] args) throws IOException {
            try (DirectoryStorage storage = DirectoryStorage.open(Path.of(args[0]))) {
                System.out.print('!');
                System.out.flush();
                // Until it is killed, or the test has ended and with it this input.
                while (System.in.read() >= 0) {
                    storage.sync();
                }
            }
        }
    }

    @Test
    void theLockAndDirectoriesAreNoFiles() throws IOException {
        Files.createDirectory(directory.resolve("sub"));
        try (DirectoryStorage storage = DirectoryStorage.open(directory)) {
            storage.create("a").close();
            assertThat(storage.names()).isEqualTo(List.of("a"));
            assertThatThrownBy(() -> storage.open("sub")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void anInterruptedThreadGoesOnWriting() throws IOException {
        try (DirectoryStorage storage = DirectoryStorage.open(directory);
                StorageOutput output = storage.create("a")) {
            Thread.currentThread().interrupt();
            output.write(new byte[] {1}, 0, 1);
            output.sync();
            storage.sync();
            output.write(new byte[] {2}, 0, 1);
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(Files.readAllBytes(directory.resolve("a"))).containsExactly(1, 2);
    }
}
