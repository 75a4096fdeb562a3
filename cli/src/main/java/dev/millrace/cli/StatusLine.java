package dev.millrace.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;

/**
 * A terminal whose last line may be a status. The status is rewritten in place, and wiped out before anything else is
 * written, so that it never mixes with what a pipeline prints. Only carriage returns and blanks are used, which every
 * terminal understands. Thread-safe.
 */
final class StatusLine extends FilterOutputStream {

    /** Longer ones would be wrapped by a narrow terminal, and could not be wiped out. */
    private static final int COLUMNS_MAX = 77;

    /** Of {@code ^C}, which a terminal may have added when the user typed it. */
    private static final int ECHO_COLUMNS = 2;

    private final Charset charset;
    private int shownColumns;

    /** Whether the cursor is at the start of a line: a status must not overwrite an unfinished one. */
    private boolean isAtLineStart = true;

    StatusLine(OutputStream terminal, Charset charset) {
        super(terminal);
        this.charset = charset;
    }

    /** Shows a status in place of the last one. */
    synchronized void show(String status) throws IOException {
        if (!isAtLineStart) {
            return;
        }
        String text = status.length() > COLUMNS_MAX ? status.substring(0, COLUMNS_MAX) : status;
        String blanks = " ".repeat(Math.max(0, shownColumns - text.length()));
        out.write(('\r' + text + blanks).getBytes(charset));
        out.flush();
        shownColumns = text.length();
    }

    /** Wipes the status out. */
    synchronized void clear() throws IOException {
        if (shownColumns > 0) {
            out.write(('\r' + " ".repeat(shownColumns + ECHO_COLUMNS) + '\r').getBytes(charset));
            out.flush();
            shownColumns = 0;
        }
    }

    @Override
    public synchronized void write(int value) throws IOException {
        clear();
        out.write(value);
        isAtLineStart = value == '\n';
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > 0) {
            clear();
            out.write(bytes, offset, length);
            isAtLineStart = bytes[offset + length - 1] == '\n';
        }
    }
}
