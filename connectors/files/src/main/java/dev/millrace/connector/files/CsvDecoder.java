package dev.millrace.connector.files;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;

/**
 * Decodes CSV a row at a time. Owned by one thread.
 *
 * <p>A parser over the whole stream would be about twice as fast, but reads ahead, knows positions in characters only,
 * and needs the row after to end one; so it can neither say where to resume nor follow a growing file. Here the splitter
 * knows bytes and line numbers, and a row is decoded when its line is complete.
 */
final class CsvDecoder<T> implements LineDecoder<T> {

    private static final byte[] ZEEK_FIELDS = "#fields\t".getBytes(StandardCharsets.UTF_8);

    private final CsvFormat<T> format;
    private final CsvDialect dialect;
    private final Utf8Check utf8 = new Utf8Check();

    private String header = NO_HEADER;
    private @Nullable ObjectReader rows;

    CsvDecoder(CsvFormat<T> format, CsvDialect dialect) {
        this.format = format;
        this.dialect = dialect;
        this.rows = namedRows();
    }

    private @Nullable ObjectReader namedRows() {
        List<String> names = dialect.header();
        return names.isEmpty() ? null : format.rows(names);
    }

    @Override
    public @Nullable T decode(byte[] buffer, int offset, int length) throws InvalidLineException {
        if (LineDecoder.isBlank(buffer, offset, length)) {
            return null;
        }
        utf8.require(buffer, offset, length);
        if (dialect.isZeek() && buffer[offset] == '#') {
            int start = ZEEK_FIELDS.length;
            if (length > start && Arrays.equals(buffer, offset, offset + start, ZEEK_FIELDS, 0, start)) {
                setHeader(new String(buffer, offset + start, length - start, StandardCharsets.UTF_8));
            }
            return null;
        }
        if (rows == null) {
            if (dialect.isZeek()) {
                throw new InvalidLineException("a Zeek log must name its columns in a line that starts with '#fields'"
                        + " before the first row, got a row; name them with header(...)");
            }
            setHeader(new String(buffer, offset, length, StandardCharsets.UTF_8));
            return null;
        }
        T value = rows.readValue(buffer, offset, length);
        if (value == null) {
            throw new InvalidLineException(
                    "a row must be " + BadRecordReason.withArticle(format.type()) + ", got null");
        }
        return value;
    }

    private void setHeader(String line) throws InvalidHeaderException {
        try {
            rows = format.rows(format.names(line));
        } catch (InvalidLineException invalid) {
            throw new InvalidHeaderException(String.valueOf(invalid.getMessage()), null);
        } catch (JacksonException invalid) {
            throw new InvalidHeaderException(BadRecordReason.of(invalid), invalid);
        }
        header = line;
    }

    @Override
    public String header() {
        return header;
    }

    @Override
    public void restore(String stored) throws InvalidLineException {
        if (stored.isEmpty()) {
            header = NO_HEADER;
            rows = namedRows();
        } else {
            setHeader(stored);
        }
    }
}
