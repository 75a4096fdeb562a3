package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(console.run("simulate", "--seeds=1", "--from=11", "--exhaustive"))
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
