package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    private final CapturedScreen console = new CapturedScreen(false);

    @Test
    void withoutACommandTheHelpIsNamed() {
        assertThat(console.run()).isEqualTo(Main.EXIT_USAGE);
        assertThat(console.errLines()).containsExactly("millrace: no command is given (see millrace --help)");
    }

    @Test
    void anUnknownCommandIsNamed() {
        assertThat(console.run("dmo")).isEqualTo(Main.EXIT_USAGE);
        assertThat(console.errLines())
                .singleElement()
                .asString()
                .startsWith("millrace: unmatched argument at index 0: 'dmo', did you mean demo?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "run", "explain"})
    void everyCommandHasHelp(String command) {
        assertThat(console.run(command, "--help")).isZero();
        assertThat(console.err()).isEmpty();
        assertThat(console.out()).startsWith("Usage: millrace " + command).contains("--workers", "--stacktrace");
        assertThat(console.out().lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void theHelpNamesAllCommands() {
        assertThat(console.run("--help")).isZero();
        assertThat(console.out()).contains("demo", "run", "explain", "checkpoint", "simulate");
    }

    @Test
    void theVersionIsPrinted() {
        assertThat(console.run("--version")).isZero();
        assertThat(console.out()).startsWith("millrace ");
    }

    @Test
    void theDemoIsExplained() {
        assertThat(console.run("explain", "--workers=2")).isZero();
        assertThat(console.out())
                .startsWith("pipeline wikipedia\n")
                .contains("tumbling PT1H", "plan of wikipedia for 2 workers\n");
    }

    @Test
    void theDemoIsExplainedInMermaid() {
        assertThat(console.run("explain", "--mermaid")).isZero();
        assertThat(console.out()).startsWith("flowchart LR\n");
        assertThat(console.out().split("flowchart LR\n")).hasSize(3);
    }
}
