package dev.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in a job jar; that Flink runs it is shown with the runner. */
class PackageCommandTest {

    private static final String PIPELINE = """
            package com.acme;

            import dev.millrace.api.stream.Pipeline;

            class Main {
                public static Pipeline pipeline(String[] args) {
                    throw new IllegalStateException("not to be called here");
                }
            }
            """;

    /** The runner and the libraries of the command line come before it. */
    private static final int USER_NUMBER = 9;

    private final CapturedScreen console = new CapturedScreen(false);

    @TempDir
    private Path directory;

    @BeforeEach
    void haveRunner() throws IOException {
        Path runner = Files.writeString(directory.resolve("runner.jar"), "the runner");
        System.setProperty(PackageCommand.RUNNER_PROPERTY, runner.toString());
    }

    @AfterEach
    void forgetRunner() {
        System.clearProperty(PackageCommand.RUNNER_PROPERTY);
    }

    @Test
    void aJobJarHasTheRunnerTheEngineAndWhatTheUserGives() throws Exception {
        Path user = UserJar.of(directory, "com.acme.Main", PIPELINE);
        Path made = directory.resolve("job.jar");
        assertThat(run(user, made, "com.acme.Main")).as(console.err()).isZero();
        try (JarFile jar = new JarFile(made.toFile())) {
            assertThat(jar.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS))
                    .isEqualTo("dev.millrace.runner.flink.JobMain");
            assertThat(new String(read(jar, "META-INF/millrace-pipeline"), UTF_8))
                    .isEqualTo("com.acme.Main");
            List<String> libraries = jar.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.startsWith("lib/"))
                    .toList();
            assertThat(libraries).startsWith("lib/0-runner.jar").endsWith("lib/" + USER_NUMBER + "-user.jar");
            assertThat(new String(read(jar, "lib/0-runner.jar"), UTF_8)).isEqualTo("the runner");
            assertThat(read(jar, "lib/" + USER_NUMBER + "-user.jar")).isEqualTo(Files.readAllBytes(user));
        }
        byte[] first = Files.readAllBytes(made);
        run(user, made, "com.acme.Main");
        assertThat(Files.readAllBytes(made)).as("made of the same parts").isEqualTo(first);
    }

    private int run(Path user, Path made, String... words) {
        String[] options = {"package", "--flink", "--jar", user.toString(), "--output", made.toString()};
        String[] all = Arrays.copyOf(options, options.length + words.length);
        System.arraycopy(words, 0, all, options.length, words.length);
        return console.run(all);
    }

    private static byte[] read(JarFile jar, String entry) throws IOException {
        try (InputStream in = jar.getInputStream(jar.getEntry(entry))) {
            return in.readAllBytes();
        }
    }

    @Test
    void aClassWithoutPipelineIsRefused() throws Exception {
        Path user = UserJar.of(directory, "com.acme.Main", "package com.acme; public class Main {}");
        assertThat(run(user, directory.resolve("job.jar"), "com.acme.Main")).isEqualTo(Main.EXIT_FAILED);
        assertThat(console.err())
                .contains("com.acme.Main has no method public static Pipeline pipeline(String[] args)");
        assertThat(directory.resolve("job.jar")).doesNotExist();
    }

    @Test
    void argumentsOfTheJobAreNotForTheJar() throws Exception {
        Path user = UserJar.of(directory, "com.acme.Main", PIPELINE);
        assertThat(run(user, directory.resolve("job.jar"), "com.acme.Main", "input.csv"))
                .isEqualTo(Main.EXIT_FAILED);
        assertThat(console.err()).contains("arguments belong to flink run").contains("input.csv");
    }

    @Test
    void withoutTheRunnerNothingIsMade() throws Exception {
        System.clearProperty(PackageCommand.RUNNER_PROPERTY);
        Path user = UserJar.of(directory, "com.acme.Main", PIPELINE);
        assertThat(run(user, directory.resolve("job.jar"), "com.acme.Main")).isEqualTo(Main.EXIT_FAILED);
        assertThat(console.err()).contains("use ./millrace package");
    }
}
