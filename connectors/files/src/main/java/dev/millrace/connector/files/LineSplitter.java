package dev.millrace.connector.files;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts bytes into lines in one reusable buffer. Owned by one thread.
 *
 * <pre>
 *            start          scanned        end
 *   | spent  | begun line   | not looked at | free |
 * </pre>
 *
 * A line ends with LF or CR LF, and the last one with the input. Where there is a quote, line ends between quotes do not
 * end a line. A quote opens only at the start of a value and is doubled inside one; this is what Jackson's CSV
 * parser takes for a quote, so that what is one line here is one row there.
 */
final class LineSplitter {

    static final int NO_QUOTE = -1;

    static final int BUFFER_BYTES = 1 << 16;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final int quote;
    private final int separator;
    private final int lineBytesMax;

    private byte[] buffer = new byte[BUFFER_BYTES];
    private int start;
    private int scanned;
    private int end;

    /** Of {@code buffer[start]} in the input. */
    private long startOffset;

    /** Lines before the one at {@code start}. */
    private long linesDone;

    // Of the begun line.
    private int lineEndsInside;
    private boolean isQuoted;
    private int lastClosedAt;

    // Of the line that next() found.
    private int lineStart;
    private int lineLength;
    private long lineNumber;

    LineSplitter(int quote, int separator, int lineBytesMax) {
        this.quote = quote;
        this.separator = separator;
        this.lineBytesMax = lineBytesMax;
        restart(0, 0);
    }

    /** Forgets all bytes; the next ones are those at an offset that follows some number of lines. */
    void restart(long offset, long lines) {
        start = 0;
        scanned = 0;
        end = 0;
        startOffset = offset;
        linesDone = lines;
        beginLine();
    }

    private void beginLine() {
        lineEndsInside = 0;
        isQuoted = false;
        lastClosedAt = -1;
    }

    /**
     * Takes more bytes from the input.
     *
     * @return false if it has none now
     */
    boolean fill(InputStream input) throws IOException {
        if (end == buffer.length) {
            makeRoom();
        }
        int count = input.read(buffer, end, buffer.length - end);
        if (count <= 0) {
            return false;
        }
        end += count;
        return true;
    }

    private void makeRoom() {
        int begun = end - start;
        byte[] target = begun > buffer.length / 2 && grownLength() > buffer.length ? new byte[grownLength()] : buffer;
        System.arraycopy(buffer, start, target, 0, begun);
        buffer = target;
        scanned -= start;
        start = 0;
        end = begun;
    }

    /** No more than what the longest line needs: next() refuses a line before it fills that. */
    private int grownLength() {
        return (int) Math.min(2L * buffer.length, (long) lineBytesMax + 2 * BUFFER_BYTES);
    }

    /**
     * Finds the next complete line among the bytes that are there.
     *
     * @return false if there is none
     * @throws InvalidLineException if the begun line is longer than allowed; {@link #lineNumber} tells which
     */
    boolean next() throws InvalidLineException {
        skipByteOrderMark();
        while (true) {
            int lineEnd = scanned;
            while (lineEnd < end && buffer[lineEnd] != '\n') {
                lineEnd++;
            }
            if (quote != NO_QUOTE) {
                followQuotes(scanned, lineEnd);
            }
            scanned = lineEnd;
            requireAllowed(contentEnd(lineEnd) - start);
            if (lineEnd == end) {
                return false;
            }
            if (!isQuoted) {
                take(lineEnd, lineEnd + 1);
                return true;
            }
            lineEndsInside++;
            scanned++;
        }
    }

    /**
     * Takes what is left, at the end of the input, as a line.
     *
     * @return false if nothing is left
     */
    boolean last() {
        if (start == end) {
            return false;
        }
        take(end, end);
        return true;
    }

    private void take(int lineEnd, int nextStart) {
        lineStart = start;
        lineLength = contentEnd(lineEnd) - start;
        lineNumber = linesDone + 1;
        linesDone += 1 + lineEndsInside;
        startOffset += nextStart - start;
        start = nextStart;
        scanned = nextStart;
        beginLine();
    }

    private int contentEnd(int lineEnd) {
        return lineEnd > start && buffer[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
    }

    private void followQuotes(int from, int to) {
        for (int i = from; i < to; i++) {
            if (buffer[i] != quote) {
                continue;
            }
            if (isQuoted) {
                isQuoted = false;
                lastClosedAt = i - start;
            } else if (i == start
                    || buffer[i - 1] == separator
                    || (lastClosedAt >= 0 && lastClosedAt == i - 1 - start)) {
                isQuoted = true;
            }
        }
    }

    private void skipByteOrderMark() {
        int length = BYTE_ORDER_MARK.length;
        if (startOffset == 0
                && end - start >= length
                && Arrays.equals(buffer, start, start + length, BYTE_ORDER_MARK, 0, length)) {
            start += length;
            scanned = Math.max(scanned, start);
            startOffset += length;
        }
    }

    private void requireAllowed(int length) throws InvalidLineException {
        if (length > lineBytesMax) {
            lineNumber = linesDone + 1;
            throw new InvalidLineException("a line may have " + lineBytesMax + " bytes, but this one has more"
                    + (isQuoted ? "; a quote in it is not closed" : "; set lineBytesMax(n) if that is no mistake"));
        }
    }

    byte[] buffer() {
        return buffer;
    }

    int lineStart() {
        return lineStart;
    }

    /** In bytes, without the line end. */
    int lineLength() {
        return lineLength;
    }

    /** Of the line found last, from 1; of a record over several lines, the first. */
    long lineNumber() {
        return lineNumber;
    }

    /** Where the line after the one found last starts. */
    long nextOffset() {
        return startOffset;
    }

    /** How many lines come before that. */
    long linesDone() {
        return linesDone;
    }
}
