package dev.millrace.it.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.storage.StorageInput;
import dev.millrace.api.storage.StorageOutput;
import dev.millrace.testkit.FaultyStorage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private static final String NAME = "checkpoint-0000000000000000001";
    private static final long SEED = 1;

    /** Without a crash. */
    private static List<String> expected() throws IOException {
        GoldenPipeline golden = new GoldenPipeline();
        golden.giveFirstHalf();
        golden.giveSecondHalf();
        SteppedJob.start(golden.pipeline, new FaultyStorage(SEED), 2, 1).finish();
        return golden.lines.lines;
    }

    private static byte[] stored(String version) throws IOException {
        try (InputStream in = GoldenCheckpointTest.class.getResourceAsStream("golden/" + version + "/" + NAME)) {
            return Objects.requireNonNull(in, version).readAllBytes();
        }
    }

    @ParameterizedTest
    @CsvSource({"v1, 1", "v1, 2", "v1, 3"})
    void storedCheckpointIsTakenUp(String version, int workers) throws IOException {
        FaultyStorage disk = new FaultyStorage(SEED);
        byte[] bytes = stored(version);
        try (StorageOutput out = disk.create(NAME)) {
            out.write(bytes, 0, bytes.length);
        }
        GoldenPipeline golden = new GoldenPipeline();
        golden.giveFirstHalf();
        golden.giveSecondHalf();

        SteppedJob.start(golden.pipeline, disk, workers, 1).finish();

        assertThat(golden.lines.lines).hasSizeGreaterThan(100).containsExactlyInAnyOrderElementsOf(expected());
    }

    @Test
    void thePipelineStillMakesOneOfAFewKilobytes() throws IOException {
        assertThat(make(new FaultyStorage(SEED)).length).isBetween(1_000, 20_000);
    }

    private static byte[] make(FaultyStorage disk) throws IOException {
        GoldenPipeline golden = new GoldenPipeline();
        golden.giveFirstHalf();
        SteppedJob job = SteppedJob.start(golden.pipeline, disk, 2, 1).runUntilIdle();
        job.checkpoint();
        assertThat(job.figures().completedEpoch()).isEqualTo(1);
        try (StorageInput in = disk.open(NAME)) {
            byte[] bytes = new byte[(int) in.size()];
            in.read(0, bytes, 0, bytes.length);
            return bytes;
        }
    }

    /**
     * Makes the checkpoint of a new version of the format.
     *
     * @param args the directory where it is to be, as {@code it/src/test/resources/dev/millrace/it/recovery/golden/v2}
     */
    public static void main(String[] args) throws IOException {
        Path directory = Files.createDirectories(Path.of(args[0]));
        // Not over one that is there.
        Files.write(
                directory.resolve(NAME), make(new FaultyStorage(SEED)), java.nio.file.StandardOpenOption.CREATE_NEW);
    }
}
