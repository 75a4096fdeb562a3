package dev.millrace.examples;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows of CSV as RFC 4180 has them, and the order of text in them. */
final class CsvRow {

    /** By code point: the order of {@link String#compareTo} differs where there are surrogates. */
    static final Comparator<String> BY_CODE_POINT = (left, right) ->
            Arrays.compare(left.codePoints().toArray(), right.codePoints().toArray());

    private CsvRow() {}

    /** A row without its line end; null becomes empty. */
    static String of(@Nullable Object... values) {
        return Arrays.stream(values)
                .map(value -> value == null ? "" : quoted(value.toString()))
                .collect(Collectors.joining(","));
    }

    private static String quoted(String text) {
        boolean isPlain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return isPlain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
