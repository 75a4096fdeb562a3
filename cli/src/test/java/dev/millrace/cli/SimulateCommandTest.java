package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.pipelines.RandomPipelines;
import org.junit.jupiter.api.Test;

class SimulateCommandTest {

    private final CapturedScreen console = new CapturedScreen(false);

    @Test
    void whatHasBeenSeenIsPrinted() {
        assertThat(console.run("simulate", "--seeds=30", "--from=45")).isZero();
        assertThat(console.err()).isEmpty();
        assertThat(console.out())
                .startsWith("topology ")
                .contains("\nsession windows ", "\npattern ", "\nall ")
                .endsWith("all runs gave what they give without mishaps\n");
    }

    @Test
    void smallCasesAreSimulatedExhaustively() {
        int seed = RandomPipelines.topologies().indexOf("running aggregate");

        assertThat(console.run("simulate", "--seeds=1", "--from=" + seed, "--exhaustive"))
                .isZero();
        assertThat(console.out()).contains("\nrunning aggregate ");
    }

    @Test
    void noSeedsAreNotEnough() {
        assertThat(console.run("simulate", "--seeds=0")).isEqualTo(Main.EXIT_USAGE);
        assertThat(console.errLines())
                .containsExactly("millrace: --seeds must be at least 1, got 0 (see millrace simulate --help)");
    }

    @Test
    void itHasHelp() {
        assertThat(console.run("simulate", "--help")).isZero();
        assertThat(console.out()).startsWith("Usage: millrace simulate").contains("--exhaustive");
        assertThat(console.out().lines()).allMatch(line -> line.length() <= 100);
    }
}
