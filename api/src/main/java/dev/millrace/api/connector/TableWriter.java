package dev.millrace.api.connector;

import dev.millrace.api.type.RecordFields;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints records as an aligned table, a block of rows at a time. Owned by one thread. */
final class TableWriter<T> implements SinkWriter<T> {

    /** Rows that are held back, so that a column is as wide as its widest value in them. */
    private static final int BLOCK_ROWS = 256;

    private static final String GAP = "  ";

    private final PrintStream out;

    /** Of the columns, once the first record has come. */
    private final List<String> names = new ArrayList<>();

    private final List<List<@Nullable Object>> held = new ArrayList<>();

    /** Of the columns, once the first block has been printed. */
    private int[] widths = {};

    TableWriter(PrintStream out) {
        this.out = out;
    }

    @Override
    public void write(Records<T> records) {
        for (int i = 0; i < records.size(); i++) {
            List<@Nullable Object> row = new ArrayList<>();
            spread("value", records.get(i), row, names.isEmpty() ? names : new ArrayList<>());
            held.add(row);
            if (held.size() == BLOCK_ROWS) {
                printBlock();
            }
        }
    }

    /** Spreads nested records over columns. */
    private static void spread(
            String name, @Nullable Object value, List<@Nullable Object> row, List<String> columnNames) {
        if (value instanceof Record) {
            RecordFields fields = RecordFields.of(value.getClass());
            @Nullable Object[] values = fields.values(value);
            for (int i = 0; i < values.length; i++) {
                spread(fields.names().get(i), values[i], row, columnNames);
            }
        } else {
            columnNames.add(name);
            row.add(value);
        }
    }

    private void printBlock() {
        if (held.isEmpty()) {
            return;
        }
        if (widths.length == 0) {
            measure();
            printHeader(held.get(0));
        }
        for (List<@Nullable Object> row : held) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                append(line, text(row.get(i)), i < widths.length ? widths[i] : 0, row.get(i) instanceof Number);
            }
            out.println(line.toString().stripTrailing());
        }
        held.clear();
        out.flush();
    }

    private void measure() {
        widths = names.stream().mapToInt(String::length).toArray();
        for (List<@Nullable Object> row : held) {
            for (int i = 0; i < Math.min(widths.length, row.size()); i++) {
                widths[i] = Math.max(widths[i], text(row.get(i)).length());
            }
        }
    }

    private void printHeader(List<@Nullable Object> firstRow) {
        StringBuilder header = new StringBuilder();
        StringBuilder rule = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            append(header, names.get(i), widths[i], firstRow.get(i) instanceof Number);
            rule.append("-".repeat(widths[i])).append(GAP);
        }
        out.println(header.toString().stripTrailing());
        out.println(rule.toString().stripTrailing());
    }

    private static String text(@Nullable Object value) {
        return value instanceof Double || value instanceof Float
                ? String.format(Locale.ROOT, "%.3f", ((Number) value).doubleValue())
                : String.valueOf(value);
    }

    private static void append(StringBuilder line, String text, int width, boolean isNumber) {
        String blanks = " ".repeat(Math.max(0, width - text.length()));
        line.append(isNumber ? blanks + text : text + blanks).append(GAP);
    }

    @Override
    public byte[] prepare(long epoch) {
        printBlock();
        return new byte[0];
    }
}
