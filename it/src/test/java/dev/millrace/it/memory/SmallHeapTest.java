package dev.millrace.it.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.it.TestClassPath;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State that grows without bound ends the job with its name, and never the process with an OutOfMemoryError. */
class SmallHeapTest {

    private static final long PATIENCE_SECONDS = 180;

    @Test
    void aProcessOf64MegabytesOutlivesEachOfItsJobs(@TempDir Path directory) throws Exception {
        Path output = directory.resolve("output");
        Path errors = directory.resolve("errors");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-ea",
                        "-cp",
                        TestClassPath.get(),
                        SmallHeap.class.getName())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("ends in time")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }

        String said = Files.readString(errors, Charset.defaultCharset());
        List<String> expected = SmallHeap.jobs().keySet().stream()
                .map(SmallHeap.STOPPED::concat)
                .toList();
        assertThat(Files.readAllLines(output, Charset.defaultCharset()))
                .as(said)
                .isEqualTo(expected);
        assertThat(said).doesNotContain("OutOfMemoryError");
        assertThat(process.exitValue()).isZero();
    }
}
