package dev.millrace.connector.files;

import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How rows are written. Immutable.
 *
 * @param separator what stands between two cells
 * @param header names of the columns; empty if the file has a header
 * @param nullValue what stands for null besides an empty cell, or null
 * @param hasQuotes whether cells may be quoted
 * @param isStrict whether columns must match the class, and rows the columns
 * @param isZeek whether the header and comments are those of Zeek
 */
record CsvDialect(
        char separator,
        List<String> header,
        @Nullable String nullValue,
        boolean hasQuotes,
        boolean isStrict,
        boolean isZeek) {

    static final CsvDialect RFC_4180 = new CsvDialect(',', List.of(), null, true, false, false);

    static final char QUOTE = '"';

    CsvDialect {
        boolean isControl =
                separator < ' ' && separator != '\t' && separator != 0x1C && separator != 0x1F && separator != 1;
        if (separator > 0x7E || isControl || separator == QUOTE || Character.isLetterOrDigit(separator)) {
            throw new IllegalArgumentException(String.format(
                    "a separator must be an ASCII character that is no letter, digit, quote or line end, as ',' ';'"
                            + " '\\t' or '|', got U+%04X",
                    (int) separator));
        }
        requireDistinct(header);
    }

    /** Two columns of one name would silently be one. */
    static void requireDistinct(List<String> names) {
        HashSet<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException("the columns of a header must have different names, got '" + name
                        + "' twice in " + names + "; rename one");
            }
        }
    }

    CsvDialect withSeparator(char changed) {
        return new CsvDialect(changed, header, nullValue, hasQuotes, isStrict, isZeek);
    }

    CsvDialect withHeader(List<String> changed) {
        if (changed.isEmpty()) {
            throw new IllegalArgumentException("a header must name at least one column, got none");
        }
        return new CsvDialect(separator, changed, nullValue, hasQuotes, isStrict, isZeek);
    }

    CsvDialect withNullValue(String changed) {
        return new CsvDialect(separator, header, changed, hasQuotes, isStrict, isZeek);
    }

    CsvDialect withoutQuotes() {
        return new CsvDialect(separator, header, nullValue, false, isStrict, isZeek);
    }

    CsvDialect withStrict() {
        return new CsvDialect(separator, header, nullValue, hasQuotes, true, isZeek);
    }

    CsvDialect withZeek() {
        return new CsvDialect('\t', header, "-", false, isStrict, true);
    }
}
