package dev.millrace.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table for a terminal: the first column and those marked so to the left, all others to the right. */
final class TextTable {

    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final int leftColumn;

    /**
     * Makes one with a header.
     *
     * @param leftColumn index of a further column whose text stands to the left, or -1
     * @param header names of the columns
     */
    TextTable(int leftColumn, String... header) {
        this.leftColumn = leftColumn;
        rows.add(List.of(header));
    }

    /** Adds a row: one value for each column, numbers with thousands separators. */
    void add(Object... values) {
        List<String> row = new ArrayList<>();
        for (Object value : values) {
            row.add(value instanceof Long number ? number(number) : value.toString());
        }
        rows.add(row);
    }

    /** A number for people. */
    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** The lines, the first one the header. */
    List<String> lines() {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], columnsOf(row.get(i)));
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String blanks = " ".repeat(widths[i] - columnsOf(row.get(i)));
                boolean isLeft = i == 0 || i == leftColumn;
                line.append(isLeft ? row.get(i) + blanks : blanks + row.get(i)).append(GAP);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static int columnsOf(String text) {
        return text.codePointCount(0, text.length());
    }
}
