package dev.millrace.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bugs that the random tests must find are kept as patches, which {@code it/src/test/planted/run} applies one after the
 * other; that takes a quarter of an hour. Those of recovery are found by the simulation, for {@code recovery/run}. Here it is only seen to that each still fits the sources.
 */
class PlantedBugsTest {

    private static final Path PLANTED = Path.of("src/test/planted");
    private static final Path CHECKOUT = Path.of("..");
    private static final String FILE = "--- a/";
    private static final String HUNK = "@@";

    static List<Path> patches() throws IOException {
        try (Stream<Path> files = Files.walk(PLANTED)) {
            return files.filter(file -> file.toString().endsWith(".patch"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void thereAreEnough() throws IOException {
        assertThat(patches()).hasSizeGreaterThanOrEqualTo(10);
    }

    @ParameterizedTest
    @MethodSource("patches")
    void aPlantedBugStillFitsTheSources(Path patch) throws IOException {
        StringBuilder hunk = new StringBuilder();
        String source = "";
        boolean isInHunk = false;
        for (String line : Files.readAllLines(patch)) {
            if (line.startsWith(FILE)) {
                requireOnce(hunk, source);
                source = Files.readString(CHECKOUT.resolve(line.substring(FILE.length())));
                isInHunk = false;
            } else if (line.startsWith(HUNK)) {
                requireOnce(hunk, source);
                isInHunk = true;
            } else if (isInHunk && !line.startsWith("+") && !line.isEmpty()) {
                hunk.append(line.substring(1)).append('\n');
            }
        }
        assertThat(hunk).isNotEmpty();
        requireOnce(hunk, source);
    }

    private static void requireOnce(StringBuilder hunk, String source) {
        if (!hunk.isEmpty()) {
            assertThat(source).containsOnlyOnce(hunk);
            hunk.setLength(0);
        }
    }
}
