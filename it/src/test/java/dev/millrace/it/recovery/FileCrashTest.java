package dev.millrace.it.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.Sink;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.connector.files.Csv;
import dev.millrace.connector.files.JsonLines;
import dev.millrace.connector.files.Lines;
import dev.millrace.testkit.TestRun;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From real files to real files, while the machine dies: the bytes are those of a run without crashes. */
class FileCrashTest {

    /** What is read and written. */
    public record Item(long id, String text) {}

    private static final int CASES = 40;

    @TempDir
    Path directory;

    @Test
    void filesAreThoseOfARunWithoutCrashes() throws IOException {
        int crashes = 0;
        int restores = 0;
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            Path input = directory.resolve(random.nextBoolean() ? "in.json" : "in.json.gz");
            writeItems(input, random.nextInt(250), random);
            List<String> names =
                    List.of("plain.txt", "plain.csv", random.nextBoolean() ? "packed.json.gz" : "packed.csv.gz");
            TestRun.of(pipeline(input, names)).seed(seed).start().runToEnd();
            List<String> expected = contents(names);
            if (random.nextBoolean()) {
                Files.delete(directory.resolve(names.get(0)));
            }

            TestRun run = TestRun.of(pipeline(input, names))
                    .workers(1 + random.nextInt(3))
                    .seed(seed)
                    .crashes(random.nextInt(7))
                    .start()
                    .runToEnd();

            assertThat(contents(names)).as("%s", run).isEqualTo(expected);
            assertThat(hiddenFiles()).as("%s", run).isZero();
            crashes += run.crashes();
            restores += run.restores();
        }
        System.out.printf("%d cases, %d crashes, %d went on from a checkpoint%n", CASES, crashes, restores);
        assertThat(restores).isGreaterThan(CASES / 2);
    }

    private Pipeline pipeline(Path input, List<String> names) {
        Pipeline pipeline = Pipeline.named("copy");
        Stream<Item> items =
                pipeline.read("items", JsonLines.in(input).as(Item.class).eventTimeMillis(Item::id));
        for (int i = 0; i < names.size(); i++) {
            int remainder = i;
            items.filter(item -> item.id() % 3 != remainder)
                    .map(item -> new Item(item.id() * 2, item.text()))
                    .write(names.get(i), sink(directory.resolve(names.get(i))));
        }
        return pipeline;
    }

    private static Sink<Item> sink(Path target) {
        String name = target.getFileName().toString();
        return name.contains(".json")
                ? JsonLines.to(target)
                : name.contains(".csv") ? Csv.to(target) : Lines.to(target);
    }

    private static void writeItems(Path file, int count, Random random) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append("{\"id\":" + i + ",\"text\":\"" + "x".repeat(random.nextInt(9)) + "\"}\n");
        }
        try (OutputStream raw = Files.newOutputStream(file);
                OutputStream out = file.toString().endsWith(".gz") ? new GZIPOutputStream(raw) : raw) {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private List<String> contents(List<String> names) throws IOException {
        return List.of(contents(names.get(0)), contents(names.get(1)), contents(names.get(2)));
    }

    private String contents(String name) throws IOException {
        try (InputStream raw = Files.newInputStream(directory.resolve(name));
                InputStream in = name.endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private long hiddenFiles() throws IOException {
        try (java.util.stream.Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("."))
                    .count();
        }
    }
}
