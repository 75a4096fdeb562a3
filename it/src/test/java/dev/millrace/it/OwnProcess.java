package dev.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a main class said that ran in a process of its own, to its end, with assertions.
 *
 * @param lines on standard output
 * @param errors on standard error
 * @param status with which it ended
 */
public record OwnProcess(List<String> lines, String errors, int status) {

    private static final long PATIENCE_SECONDS = 180;

    /**
     * Runs one.
     *
     * @param main its class
     * @param heapMegabytes at most
     * @param directory for what it says
     */
    public static OwnProcess run(Class<?> main, int heapMegabytes, Path directory)
            throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        Path errors = directory.resolve("errors");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-ea"));
        command.addAll(
                List.of("-Xmx" + heapMegabytes + "m", "-XX:+UseSerialGC", "-cp", TestClassPath.get(), main.getName()));
        Process process = new ProcessBuilder(command)
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
        return new OwnProcess(
                Files.readAllLines(output, Charset.defaultCharset()),
                Files.readString(errors, Charset.defaultCharset()),
                process.exitValue());
    }
}
