package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScreenTest {

    @Test
    void aStatusIsReplacedInPlaceAndWipedOutByText() {
        CapturedScreen console = new CapturedScreen(true);

        console.screen().showStatus("10 records");
        console.screen().showStatus("9 rec");
        console.screen().out().println("text");

        assertThat(console.out()).isEqualTo("\r10 records\r9 rec     \r       \rtext\n");
    }

    @Test
    void aStatusDoesNotOverwriteAnUnfinishedLine() {
        CapturedScreen console = new CapturedScreen(true);

        console.screen().out().print("wait:");
        console.screen().showStatus("10 records");
        console.screen().out().print(" done\n");
        console.screen().showStatus("11 records");

        assertThat(console.out()).isEqualTo("wait: done\n\r11 records");
    }

    @Test
    void aLongStatusIsCut() {
        CapturedScreen console = new CapturedScreen(true);

        console.screen().showStatus("x".repeat(200));

        assertThat(console.out()).isEqualTo("\r" + "x".repeat(77));
    }

    @Test
    void nothingIsRewrittenIfThisIsNoTerminal() {
        CapturedScreen console = new CapturedScreen(false);

        console.screen().showStatus("10 records");
        console.screen().clearStatus();

        assertThat(console.out()).isEmpty();
    }

    @Test
    void anErrorIsOneLine() {
        CapturedScreen console = new CapturedScreen(false);

        console.screen().error("first\n  second\r\n");

        assertThat(console.err()).isEqualTo("millrace: first second" + System.lineSeparator());
    }
}
