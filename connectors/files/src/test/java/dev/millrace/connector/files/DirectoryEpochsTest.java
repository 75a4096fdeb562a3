package dev.millrace.connector.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.SinkWriter;
import dev.millrace.connector.files.DirectoryScript.Row;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wherever the machine dies, a directory has the rows of a run that was not disturbed, once and in order. */
class DirectoryEpochsTest {

    private static final int ROWS = 30;
    private static final int CASES = 4;

    @TempDir
    Path directory;

    /** Settings of all kinds. */
    private static DirectorySink<Row> sink(Path root, Random random, boolean isPartitioned) {
        DirectorySink<Row> sink = Lines.<Row>toDirectory(root)
                .rollAfterEpochs(1 + random.nextInt(3))
                .openFilesMax(1 + random.nextInt(3))
                .rollAtBytes(random.nextBoolean() ? 100 : 1 << 20);
        if (random.nextBoolean()) {
            sink = sink.rollAfter(Duration.ofSeconds(1 + random.nextInt(20)));
        }
        if (random.nextInt(3) == 0) {
            sink = sink.named("rows.txt.gz");
        }
        return isPartitioned ? sink.partitionBy("day", Row::day) : sink;
    }

    private long run(int seed, long crashAt) throws Exception {
        Random random = new Random(seed);
        boolean isPartitioned = random.nextInt(4) > 0;
        Path root = directory.resolve(seed + "-" + crashAt);
        CrashingDisk disk = new CrashingDisk(root.getFileSystem(), seed * 1000L + crashAt);
        DirectorySink<Row> sink = sink(disk.path(root), random, isPartitioned);

        try {
            new DirectoryScript(disk, sink, root, ROWS, seed).run(crashAt);
            assertThat(DirectoryScript.written(root)).isEqualTo(DirectoryScript.expected(ROWS, isPartitioned));
            assertThat(DirectoryScript.hidden(root)).isEmpty();
        } catch (Throwable failed) {
            throw new AssertionError("seed " + seed + ", crash at step " + crashAt + ", " + sink, failed);
        }
        return disk.steps();
    }

    @Test
    void crashesAtAnyStepAreNoDifference() throws Exception {
        long crashes = 0;
        for (int seed = 0; seed < CASES; seed++) {
            long steps = run(seed, 0);
            for (long crashAt = 1; crashAt <= steps; crashAt++) {
                run(seed, crashAt);
            }
            crashes += steps;
        }
        assertThat(crashes).isGreaterThan(200);
    }

    @Test
    void olderCheckpointTakesBackWhatALaterOneHasCommitted() throws Exception {
        Path root = directory.resolve("out");
        DirectorySink<String> sink = Lines.<String>toDirectory(root).rollAfterEpochs(2);
        SinkWriter<String> first = EpochScript.open(sink, 0);
        first.write(FileSinkTest.batch(List.of("first")));
        byte[] one = first.prepare(1);
        first.commit(1, one);
        first.write(FileSinkTest.batch(List.of("second")));
        first.commit(2, first.prepare(2));
        first.write(FileSinkTest.batch(List.of("third")));
        first.commit(3, first.prepare(3));
        first.commit(4, first.prepare(4));
        first.close();
        assertThat(root.resolve("part-00000000.txt")).hasContent("first\nsecond\n");
        assertThat(root.resolve("part-00000001.txt")).hasContent("third\n");

        SinkWriter<String> older = EpochScript.open(sink, 1);
        older.commit(1, one);
        older.write(FileSinkTest.batch(List.of("other")));
        assertThat(Files.exists(root.resolve("part-00000001.txt"))).isFalse();
        older.commit(2, older.prepare(2));
        older.finish();
        older.close();
        assertThat(DirectoryScript.visible(root)).isEqualTo(Map.of(Path.of("part-00000000.txt"), "first\nother\n"));
    }
}
