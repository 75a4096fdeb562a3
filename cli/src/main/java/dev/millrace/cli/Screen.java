package dev.millrace.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.stream.Stream;

/** Where a command prints, and what can be printed there. Thread-safe. */
final class Screen {

    /** System property that is {@code true} if standard output is a terminal, set by the {@code millrace} script. */
    static final String TERMINAL_PROPERTY = "millrace.terminal";

    private final StatusLine statusLine;
    private final PrintStream out;
    private final PrintStream err;
    private final Charset charset;
    private final boolean isTerminal;
    private final Glyphs glyphs;

    /**
     * Makes one.
     *
     * @param output takes what is printed
     * @param err takes errors
     * @param charset of the output
     * @param isTerminal whether a line of the output can be rewritten
     */
    Screen(OutputStream output, PrintStream err, Charset charset, boolean isTerminal) {
        statusLine = new StatusLine(output, charset);
        out = new PrintStream(statusLine, true, charset);
        this.err = err;
        this.charset = charset;
        this.isTerminal = isTerminal;
        glyphs = Glyphs.of(charset);
    }

    /** The screen of this process. */
    static Screen ofProcess() {
        return new Screen(
                new FileOutputStream(FileDescriptor.out),
                System.err,
                outputCharset(),
                Boolean.getBoolean(TERMINAL_PROPERTY));
    }

    /** What the JDK would use for standard output; the property's name depends on the JDK and on the terminal. */
    private static Charset outputCharset() {
        return Stream.of("stdout.encoding", "sun.stdout.encoding", "native.encoding")
                .map(System::getProperty)
                .filter(name -> name != null && Charset.isSupported(name))
                .map(Charset::forName)
                .findFirst()
                .orElse(Charset.defaultCharset());
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    Charset charset() {
        return charset;
    }

    Glyphs glyphs() {
        return glyphs;
    }

    /** Tells whether somebody sees a status. */
    boolean isTerminal() {
        return isTerminal;
    }

    /** Shows a line that the next one replaces; nothing if this is no terminal. */
    void showStatus(String status) {
        if (isTerminal) {
            try {
                statusLine.show(status);
            } catch (IOException closed) {
                // Nobody looks any more; as with a print stream, that stops nothing.
            }
        }
    }

    /** Wipes the status out. */
    void clearStatus() {
        try {
            statusLine.clear();
        } catch (IOException closed) {
            // As above.
        }
    }

    /** Explains a failure in one line. */
    void error(String message) {
        clearStatus();
        out.flush();
        err.println("millrace: " + message.strip().replaceAll("\\s*\\R\\s*", " "));
        err.flush();
    }
}
