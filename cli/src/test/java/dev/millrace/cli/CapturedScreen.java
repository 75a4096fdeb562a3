package dev.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;

/** Runs commands in this process and keeps what they print. */
final class CapturedScreen {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Screen screen;

    CapturedScreen(boolean isTerminal) {
        screen = new Screen(out, new PrintStream(err, true, UTF_8), UTF_8, isTerminal);
    }

    /** Runs a command; returns its exit code. */
    int run(String... args) {
        return Main.commandLine(screen).execute(args);
    }

    Screen screen() {
        return screen;
    }

    String out() {
        screen.out().flush();
        return out.toString(UTF_8);
    }

    String err() {
        return err.toString(UTF_8);
    }

    List<String> errLines() {
        return err().lines().toList();
    }
}
