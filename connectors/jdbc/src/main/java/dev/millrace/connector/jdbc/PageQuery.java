package dev.millrace.connector.jdbc;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query that is read page by page in the order of one or two of its columns: each page begins at the key of the last row of the one
 * before, by an index, and not by counting. Immutable.
 *
 * @param text the user's query
 * @param dialect for how the number of rows is limited
 * @param columns one or two, as they are to stand in a statement
 * @param kinds of their values
 * @param positions where they are in a page, from 1
 */
record PageQuery(String text, Dialect dialect, List<String> columns, List<KeyKind> kinds, List<Integer> positions) {

    private static final List<Integer> FIRST_POSITIONS = List.of(1, 2);

    /** Finds out about the columns, and that none of them has a null, which would be read by no page. */
    static PageQuery open(SqlConnection database, String text, List<String> names) throws IOException {
        String nothing = "SELECT * FROM (" + text + ") page WHERE 1 = 0";
        return read(database, nothing, () -> {
            try (Statement statement = database.connection.createStatement();
                    ResultSet empty = statement.executeQuery(nothing)) {
                return about(database, text, names, empty.getMetaData());
            }
        });
    }

    /** A query refuses no row: what it says of data is about the query. */
    static <R extends @Nullable Object> R read(SqlConnection database, String statement, SqlConnection.Work<R> work)
            throws IOException {
        try {
            return database.attempt("the query cannot be read", statement, work);
        } catch (RowRefusedException refused) {
            throw new IOException("the query cannot be read: " + refused.getMessage() + ", in: " + statement, refused);
        }
    }

    private static PageQuery about(SqlConnection database, String text, List<String> names, ResultSetMetaData about)
            throws SQLException, IOException {
        String quote = database.connection.getMetaData().getIdentifierQuoteString();
        List<String> columns = new ArrayList<>();
        List<KeyKind> kinds = new ArrayList<>();
        List<Integer> positions = new ArrayList<>();
        for (String name : names) {
            int column = find(about, name, text);
            positions.add(column);
            columns.add(TableNames.quote(about.getColumnLabel(column), quote));
            kinds.add(KeyKind.of(about, column));
        }
        PageQuery query = new PageQuery(text, database.dialect, columns, kinds, positions);
        query.requireNoNull(database);
        return query;
    }

    /** The column of a name, from 1. */
    static int find(ResultSetMetaData about, String name, String text) throws SQLException, IOException {
        List<String> labels = new ArrayList<>();
        for (int i = 1; i <= about.getColumnCount(); i++) {
            if (RecordColumns.plain(about.getColumnLabel(i)).equals(RecordColumns.plain(name))) {
                return i;
            }
            labels.add(about.getColumnLabel(i));
        }
        throw new IOException(
                "the query has no column " + name + "; it has " + String.join(", ", labels) + ", in: " + text);
    }

    private void requireNoNull(SqlConnection database) throws SQLException, IOException {
        String select = "SELECT 1 FROM (" + text + ") page WHERE " + String.join(" IS NULL OR ", columns) + " IS NULL";
        try (Statement statement = database.connection.createStatement()) {
            statement.setMaxRows(1);
            try (ResultSet found = statement.executeQuery(select)) {
                if (found.next()) {
                    throw new IOException("there are rows without a value in " + String.join(" or ", columns)
                            + ", by which rows are ordered, so they would never be read; leave them out in the query, in: "
                            + text);
                }
            }
        }
    }

    /** The key of the last row that there is now; empty if there is none. */
    List<Object> head(SqlConnection database) throws IOException {
        String select = "SELECT " + String.join(", ", columns) + " FROM (" + text + ") page ORDER BY "
                + String.join(" DESC, ", columns) + " DESC" + limit(1);
        return read(database, select, () -> {
            try (Statement statement = database.connection.createStatement();
                    ResultSet row = statement.executeQuery(select)) {
                return row.next() ? key(row, FIRST_POSITIONS) : List.<Object>of();
            }
        });
    }

    /** The rows from one key on, which is the last one that was read or empty, to another one or, if that is empty, to the end. */
    String pageText(boolean hasStart, boolean hasEnd, int rowsMax) {
        List<String> conditions = new ArrayList<>();
        if (hasStart) {
            conditions.add(bound(">"));
        }
        if (hasEnd) {
            conditions.add(bound("<"));
        }
        return "SELECT page.* FROM (" + text + ") page"
                + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions)) + " ORDER BY "
                + String.join(", ", columns) + limit(rowsMax);
    }

    /** The first comparison alone can go by an index. */
    private String bound(String direction) {
        String first = columns.get(0);
        String whole = first + " " + direction + "= ?";
        return columns.size() == 1
                ? whole
                : whole + " AND (" + first + " " + direction + " ? OR " + columns.get(1) + " " + direction + "= ?)";
    }

    /** Sets the parameters of one end of {@link #pageText}, and tells how many they were. */
    int setKey(PreparedStatement statement, int before, List<Object> key) throws SQLException {
        int index = before;
        if (!key.isEmpty()) {
            statement.setObject(++index, kinds.get(0).parameter(key.get(0)));
        }
        if (key.size() == 2) {
            statement.setObject(++index, kinds.get(0).parameter(key.get(0)));
            statement.setObject(++index, kinds.get(1).parameter(key.get(1)));
        }
        return index;
    }

    /** Of the row at which a result stands. */
    List<Object> key(ResultSet row) throws SQLException {
        return key(row, positions);
    }

    private List<Object> key(ResultSet row, List<Integer> at) throws SQLException {
        List<Object> key = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
            Object value = kinds.get(i).read(row, at.get(i));
            if (value == null) {
                throw new SQLException(
                        "there is a row without a value in " + columns.get(i) + ", by which rows are ordered");
            }
            key.add(value);
        }
        return List.copyOf(key);
    }

    private String limit(int rows) {
        return switch (dialect) {
            case SQL_SERVER -> " OFFSET 0 ROWS FETCH NEXT " + rows + " ROWS ONLY";
            case ORACLE, STANDARD -> " FETCH FIRST " + rows + " ROWS ONLY";
            default -> " LIMIT " + rows;
        };
    }
}
