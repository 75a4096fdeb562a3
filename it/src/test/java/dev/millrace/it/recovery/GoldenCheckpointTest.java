package dev.millrace.it.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.storage.StorageInput;
import dev.millrace.api.storage.StorageOutput;
import dev.millrace.testkit.FaultyStorage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checkpoints that former releases have written, one for each version of the format, are taken up for ever. They were made
 * by {@link #main} and are never made anew: if this fails, it is the reading that is wrong.
 */
class GoldenCheckpointTest {

    private static final String FIRST = "checkpoint-0000000000000000001";

    /** From version 2 on: has what changed since the first. */
    private static final String SECOND = "checkpoint-0000000000000000002";

    private static final long SEED = 1;

    /** Without a crash. The function sees records early, so streaks depend on where the input pauses. */
    private static List<String> expected(String version) throws IOException {
        GoldenPipeline golden = new GoldenPipeline();
        SteppedJob job = SteppedJob.start(golden.pipeline, new FaultyStorage(SEED), 2, 1);
        golden.giveFirstPart();
        if (!version.equals("v1")) {
            job.runUntilIdle();
        }
        golden.giveSecondPart();
        golden.giveSecondHalf();
        job.finish();
        return golden.lines.lines;
    }

    private static byte[] stored(String version, String name) throws IOException {
        try (InputStream in = GoldenCheckpointTest.class.getResourceAsStream("golden/" + version + "/" + name)) {
            return Objects.requireNonNull(in, version + " " + name).readAllBytes();
        }
    }

    /** Goes on from some files, and returns what came out. */
    private static List<String> takeUp(String version, int workers, String... names) throws IOException {
        FaultyStorage disk = new FaultyStorage(SEED);
        for (String name : names) {
            byte[] bytes = stored(version, name);
            try (StorageOutput out = disk.create(name)) {
                out.write(bytes, 0, bytes.length);
            }
        }
        GoldenPipeline golden = new GoldenPipeline();
        golden.giveFirstHalf();
        golden.giveSecondHalf();
        SteppedJob.start(golden.pipeline, disk, workers, 1).finish();
        return golden.lines.lines;
    }

    @ParameterizedTest
    @CsvSource({"v1, 1", "v1, 2", "v1, 3", "v2, 1", "v2, 2", "v2, 3"})
    void storedCheckpointIsTakenUp(String version, int workers) throws IOException {
        assertThat(takeUp(version, workers, FIRST))
                .hasSizeGreaterThan(100)
                .containsExactlyInAnyOrderElementsOf(expected(version));
    }

    @ParameterizedTest
    @CsvSource({"v2, 1", "v2, 2", "v2, 3"})
    void storedChangesAreTakenUp(String version, int workers) throws IOException {
        List<String> lines = new ArrayList<>(takeUp(version, workers, FIRST, SECOND));
        assertThat(lines).hasSizeGreaterThan(50);
        // What the first had prepared was committed before the second was made.
        GoldenPipeline golden = new GoldenPipeline();
        golden.giveFirstPart();
        SteppedJob.start(golden.pipeline, new FaultyStorage(SEED), 2, 1)
                .runUntilIdle()
                .checkpoint();
        assertThat(golden.lines.lines).isNotEmpty();
        lines.addAll(golden.lines.lines);
        assertThat(lines).containsExactlyInAnyOrderElementsOf(expected(version));
    }

    @Test
    void thePipelineStillMakesTwoOfAFewKilobytes() throws IOException {
        FaultyStorage disk = make();
        assertThat(bytes(disk, FIRST).length).isBetween(1_000, 20_000);
        assertThat(bytes(disk, SECOND).length).isBetween(1_000, 20_000);
    }

    private static FaultyStorage make() throws IOException {
        FaultyStorage disk = new FaultyStorage(SEED);
        GoldenPipeline golden = new GoldenPipeline();
        golden.giveFirstPart();
        SteppedJob job =
                SteppedJob.start(golden.pipeline, disk, 2, 1).runUntilIdle().checkpoint();
        golden.giveSecondPart();
        job.runUntilIdle().checkpoint();
        assertThat(job.figures().completedEpoch()).isEqualTo(2);
        return disk;
    }

    private static byte[] bytes(FaultyStorage disk, String name) throws IOException {
        try (StorageInput in = disk.open(name)) {
            byte[] bytes = new byte[(int) in.size()];
            in.read(0, bytes, 0, bytes.length);
            return bytes;
        }
    }

    /**
     * Makes the checkpoints of a new version of the format.
     *
     * @param args the directory where they are to be, as {@code it/src/test/resources/dev/millrace/it/recovery/golden/v2}
     */
    public static void main(String[] args) throws IOException {
        Path directory = Files.createDirectories(Path.of(args[0]));
        FaultyStorage disk = make();
        for (String name : List.of(FIRST, SECOND)) {
            // Not over one that is there.
            Files.write(directory.resolve(name), bytes(disk, name), java.nio.file.StandardOpenOption.CREATE_NEW);
        }
    }
}
