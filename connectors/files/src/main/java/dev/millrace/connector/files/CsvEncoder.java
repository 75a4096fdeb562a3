package dev.millrace.connector.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as rows, after a header that the first record of the file makes. Owned by one thread.
 *
 * <p>The columns are those of the first record that this encoder meets; if it goes on in a file of before a restart, they
 * must be those of its header.
 */
final class CsvEncoder<T> implements RecordEncoder<T> {

    private final StringBuilder row = new StringBuilder();
    private final List<@Nullable Object> cells = new ArrayList<>();
    private OutputStream out = OutputStream.nullOutputStream();
    private @Nullable CsvLayout layout;
    private String header = NO_HEADER;

    @Override
    public void start(OutputStream segment) {
        out = segment;
    }

    @Override
    public String header() {
        return header;
    }

    @Override
    public void restore(String headerOfFile) {
        header = headerOfFile;
    }

    @Override
    public void encode(T value) throws IOException {
        if (layout == null) {
            layout = CsvLayout.of(value);
            writeHeader(layout.columnNames());
        }
        cells.clear();
        layout.spread(value, cells);
        for (Object cell : cells) {
            append(text(cell));
        }
        endRow();
    }

    private void writeHeader(List<String> columnNames) throws IOException {
        columnNames.forEach(this::append);
        if (header.isEmpty()) {
            header = row.toString();
            endRow();
        } else if (header.contentEquals(row)) {
            row.setLength(0);
        } else {
            throw new IOException("the file has the columns " + trimmed(header) + ", but a record now has the columns "
                    + trimmed(row.toString()) + "; rows of before and after a restart must have the same: write to"
                    + " another file, or start without the checkpoint");
        }
    }

    private static String trimmed(String row) {
        return row.substring(0, row.length() - 1);
    }

    private static @Nullable String text(@Nullable Object cell) {
        if (cell instanceof Optional<?> optional) {
            return optional.map(String::valueOf).orElse(null);
        }
        return cell == null ? null : cell.toString();
    }

    /** Null is an empty cell and an empty text a quoted one, so that reading tells them apart. */
    private void append(@Nullable String text) {
        if (text == null) {
            row.append(',');
        } else if (needsQuotes(text)) {
            row.append('"').append(text.replace("\"", "\"\"")).append("\",");
        } else {
            row.append(text).append(',');
        }
    }

    /** Besides what RFC 4180 asks for, blanks at the ends, which some readers trim. */
    private static boolean needsQuotes(String text) {
        if (text.isEmpty() || text.charAt(0) <= ' ' || text.charAt(text.length() - 1) <= ' ') {
            return true;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ',' || c == '"' || c == '\n' || c == '\r') {
                return true;
            }
        }
        return false;
    }

    private void endRow() throws IOException {
        row.setCharAt(row.length() - 1, '\n');
        out.write(row.toString().getBytes(StandardCharsets.UTF_8));
        row.setLength(0);
    }
}
