package dev.millrace.connector.jdbc;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The columns that a table really has, by the spelling of its database. The table is found by selecting nothing from it, so that the
 * database looks for it where it would when rows are written.
 *
 * @param table as it stands in statements
 * @param names of its columns
 * @param quote what stands around a name; a blank if nothing does
 */
record TableNames(String table, List<String> names, String quote) {

    /** Makes the text of a statement. */
    interface Text {

        String get() throws IOException;
    }

    static TableNames read(SqlConnection database, String table) throws IOException {
        String select = "SELECT * FROM " + table + " WHERE 1 = 0";
        try {
            return database.attempt(
                    "table " + table + " cannot be used", select, () -> select(database, table, select));
        } catch (RowRefusedException impossible) {
            throw new IOException("no row was written", impossible);
        }
    }

    private static TableNames select(SqlConnection database, String table, String select) throws SQLException {
        try (Statement statement = database.connection.createStatement();
                ResultSet nothing = statement.executeQuery(select)) {
            ResultSetMetaData about = nothing.getMetaData();
            List<String> names = new ArrayList<>();
            for (int i = 1; i <= about.getColumnCount(); i++) {
                names.add(about.getColumnName(i));
            }
            return new TableNames(
                    table, names, database.connection.getMetaData().getIdentifierQuoteString());
        }
    }

    /** Creates the table if it cannot be read. Several writers may do so at once. */
    static TableNames readOrCreate(SqlConnection database, String table, Text create) throws IOException {
        try {
            return read(database, table);
        } catch (IOException missing) {
            IOException failed = create(database, table, create.get());
            try {
                return read(database, table);
            } catch (IOException still) {
                throw failed == null ? still : failed;
            }
        }
    }

    private static @Nullable IOException create(SqlConnection database, String table, String sql) {
        try {
            database.commit("table " + table + " cannot be created", sql, () -> {
                try (Statement statement = database.connection.createStatement()) {
                    return statement.execute(sql);
                }
            });
            return null;
        } catch (IOException failed) {
            return failed;
        } catch (RowRefusedException first) {
            // PostgreSQL says that a row of its catalogue is there already, when another one was first.
            return new IOException(first.getMessage(), first);
        }
    }

    /** The column of a name, as it is to stand in a statement. */
    String require(String name, String purpose) throws IOException {
        String plain = RecordColumns.plain(name);
        return names.stream()
                .filter(each -> RecordColumns.plain(each).equals(plain))
                .findFirst()
                .map(each -> quote(each, quote))
                .orElseThrow(() -> new IOException("table " + table + " has no column " + RecordColumns.columnName(name)
                        + " " + purpose + "; it has " + String.join(", ", names)));
    }

    static String quote(String name, String quote) {
        return quote.isBlank() ? name : quote + name.replace(quote, quote + quote) + quote;
    }
}
