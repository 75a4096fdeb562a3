package dev.millrace.examples;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
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

    /** A file with a header, its rows in an order, whatever the order in which results came. */
    static <T> String file(
            String header, List<T> results, Comparator<? super T> order, Function<? super T, String> row) {
        return results.stream()
                .sorted(order)
                .map(result -> row.apply(result) + "\n")
                .collect(Collectors.joining("", header + "\n", ""));
    }

    private static String quoted(String text) {
        boolean isPlain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return isPlain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
