package dev.millrace.it.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.connector.avro.Avro;
import dev.millrace.connector.files.JsonLines;
import dev.millrace.testkit.TestRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a directory to directories, while the machine dies: each record is there once, in the directory where it belongs. */
class DirectoryCrashTest {

    /** What is read and written. */
    public record Item(long id, String text) {}

    private static final int CASES = 20;

    @TempDir
    Path directory;

    @Test
    void directoriesHaveTheRecordsOfARunWithoutCrashes() throws IOException {
        int restores = 0;
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            Path root = Files.createDirectory(directory.resolve("case" + seed));
            List<Item> items = LongStream.range(0, random.nextInt(300))
                    .mapToObj(id -> new Item(id, "x".repeat((int) (id % 7))))
                    .toList();
            written(root.resolve("in"), items);

            TestRun run = TestRun.of(pipeline(root, random))
                    .workers(1 + random.nextInt(3))
                    .seed(seed)
                    .crashes(random.nextInt(6))
                    .start()
                    .runToEnd();

            Map<String, List<Item>> expected = new TreeMap<>();
            items.forEach(item -> expected.computeIfAbsent("day=" + item.id() / 50, day -> new ArrayList<>())
                    .add(item));
            for (String format : List.of("json", "avro")) {
                Map<String, List<Item>> found = found(root.resolve(format));
                assertThat(found.keySet()).as("%s, %s", format, run).isEqualTo(expected.keySet());
                expected.forEach((day, ofDay) -> assertThat(found.get(day))
                        .as("%s, %s", format, run)
                        .containsExactlyInAnyOrderElementsOf(ofDay));
                assertThat(hiddenFiles(root.resolve(format)))
                        .as("%s, %s", format, run)
                        .isZero();
            }
            restores += run.restores();
        }
        System.out.printf("%d cases, %d went on from a checkpoint%n", CASES, restores);
        assertThat(restores).isGreaterThan(CASES / 2);
    }

    private static void written(Path root, List<Item> items) {
        Pipeline pipeline = Pipeline.named("input");
        pipeline.read("items", ListSource.of(items))
                .write("in", Avro.toDirectory(root, Item.class).rollAtBytes(500));
        TestRun.of(pipeline).start().runToEnd();
    }

    private static Pipeline pipeline(Path root, Random random) {
        Pipeline pipeline = Pipeline.named("copy");
        boolean isEmpty = emptyInput(root);
        Stream<Item> items = pipeline.read(
                "items",
                (isEmpty
                                ? ListSource.<Item>of(List.of())
                                : Avro.in(root.resolve("in")).splitAtBytes(2000).as(Item.class))
                        .eventTimeMillis(Item::id)
                        .outOfOrderBy(Duration.ofSeconds(1)));
        items.write("json", json(root, random));
        items.write(
                "avro",
                Avro.toDirectory(root.resolve("avro"), Item.class)
                        .partitionBy("day", item -> item.id() / 50)
                        .rollAfterEpochs(1 + random.nextInt(3))
                        .openFilesMax(1 + random.nextInt(4)));
        return pipeline;
    }

    private static Sink<Item> json(Path root, Random random) {
        return JsonLines.<Item>toDirectory(root.resolve("json"))
                .named(random.nextBoolean() ? "items.jsonl" : "items.jsonl.gz")
                .partitionBy("day", item -> item.id() / 50)
                .rollAtBytes(300)
                .rollAfter(Duration.ofMillis(1 + random.nextInt(40)))
                .rollAfterEpochs(1 + random.nextInt(3));
    }

    private static boolean emptyInput(Path root) {
        try (java.util.stream.Stream<Path> files = Files.list(root.resolve("in"))) {
            return files.findAny().isEmpty();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Map<String, List<Item>> found(Path root) throws IOException {
        Map<String, List<Item>> found = new TreeMap<>();
        try (java.util.stream.Stream<Path> days = Files.list(root)) {
            for (Path day : days.filter(Files::isDirectory).toList()) {
                CollectingSink<Item> read = new CollectingSink<>();
                Pipeline pipeline = Pipeline.named("check");
                pipeline.read(
                                "items",
                                root.endsWith("avro")
                                        ? Avro.in(day).as(Item.class)
                                        : JsonLines.in(day).as(Item.class))
                        .write("read", read);
                if (isAnyThere(day)) {
                    TestRun.of(pipeline).start().runToEnd();
                    found.put(day.getFileName().toString(), read.records());
                }
            }
        }
        return found;
    }

    /** A crash may leave the directory of a file that is written to another one the next time. */
    private static boolean isAnyThere(Path day) throws IOException {
        try (java.util.stream.Stream<Path> files = Files.list(day)) {
            return files.findAny().isPresent();
        }
    }

    private static long hiddenFiles(Path root) throws IOException {
        try (java.util.stream.Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.getFileName().toString().startsWith("."))
                    .count();
        }
    }
}
