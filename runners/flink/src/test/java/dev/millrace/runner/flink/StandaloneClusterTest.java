package dev.millrace.runner.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.connector.files.JsonLines;
import dev.millrace.engine.Millrace;
import dev.millrace.examples.ExampleData;
import dev.millrace.examples.HourlyEdits;
import dev.millrace.examples.WikipediaHourly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The jar that {@code millrace package --flink} makes runs on a Flink of other processes, one of which is killed. */
@EnabledIfSystemProperty(named = "millrace.long", matches = "true")
class StandaloneClusterTest {

    private static final int RECORDS_PER_SECOND = 3_000;
    private static final long PATIENCE_SECONDS = 180;

    /** So many checkpoints are complete before the kill. */
    private static final int CHECKPOINTS_BEFORE = 3;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void aTaskManagerIsKilledAndTheAnswerIsTheExpectedOne(@TempDir Path directory) throws Exception {
        Path jar = directory.resolve("job.jar");
        packageJob(directory, jar);
        Path results = directory.resolve("hours.json");
        try (StandaloneFlink flink = new StandaloneFlink(directory)) {
            Process first = flink.startTaskManager();
            Process client = flink.run(
                    jar, 2, WikipediaHourly.file().toString(), results.toString(), String.valueOf(RECORDS_PER_SECOND));
            awaitCheckpoints(directory.resolve("checkpoints"), client, flink);
            first.destroyForcibly().waitFor();
            assertThat(client.isAlive()).as("the job is in the middle").isTrue();
            flink.startTaskManager();
            assertThat(client.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(client.exitValue()).as(flink.said("client")).isZero();
        }
        assertThat(HourlyEdits.toCsv(read(results)))
                .isEqualTo(Files.readString(ExampleData.file("wikipedia-edits/expected/wiki_hourly_by_channel.csv")));
    }

    /** With the command line, in a process as a user has it. */
    private static void packageJob(Path directory, Path jar) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dmillrace.runner.flink=" + TestClasses.placeOf(FlinkRuntime.class),
                "-cp",
                TestClasses.path(),
                "dev.millrace.cli.Main",
                "package",
                "--flink",
                "--output",
                jar.toString()));
        for (Class<?> type : List.of(EditsOnCluster.class, WikipediaHourly.class)) {
            Path user = TestClasses.jarWith(type, directory.resolve(type.getSimpleName() + ".jar"));
            command.addAll(List.of("--jar", user.toString()));
        }
        command.add(EditsOnCluster.class.getName());
        Process packaging =
                new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(packaging.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(packaging.waitFor()).as(said).isZero();
    }

    private static void awaitCheckpoints(Path directory, Process client, StandaloneFlink flink)
            throws IOException, InterruptedException {
        while (completed(directory) < CHECKPOINTS_BEFORE) {
            if (client.waitFor(50, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the job has ended:\n" + flink.said("client"));
            }
        }
    }

    /** The number of the newest checkpoint that is complete; 0 if there is none. */
    private static long completed(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.endsWith("_metadata"))
                    .map(file -> file.getParent().getFileName().toString())
                    .mapToLong(name -> Long.parseLong(name.substring(name.indexOf('-') + 1)))
                    .max()
                    .orElse(0);
        } catch (UncheckedIOException gone) {
            // Flink deletes old ones meanwhile.
            return 0;
        }
    }

    private static List<HourlyEdits> read(Path results) throws InterruptedException {
        CollectingSink<HourlyEdits> read = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("read");
        pipeline.read("results", JsonLines.in(results).as(HourlyEdits.class)).write("read", read);
        Millrace.run(pipeline);
        return read.records();
    }
}
