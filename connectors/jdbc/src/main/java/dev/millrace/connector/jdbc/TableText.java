package dev.millrace.connector.jdbc;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Statements that make tables. */
final class TableText {

    private TableText() {}

    /** For a record: a column for each field, and a primary key of those that tell rows apart. */
    static String create(SqlConnection database, String table, RecordColumns columns, List<Integer> keys)
            throws IOException {
        List<String> lines = new ArrayList<>();
        List<String> names = new ArrayList<>();
        RecordComponent[] components = columns.type().getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            boolean isKey = keys.contains(i);
            String name = quoted(database, RecordColumns.columnName(components[i].getName()));
            names.add(name);
            boolean isRequired = isKey || components[i].getType().isPrimitive();
            lines.add(name + " "
                    + ColumnTypes.of(database.dialect, columns.kinds().get(i), isKey)
                    + (isRequired ? " NOT NULL" : ""));
        }
        if (!keys.isEmpty()) {
            lines.add("PRIMARY KEY ("
                    + String.join(", ", keys.stream().map(names::get).toList()) + ")");
        }
        return "CREATE TABLE " + table + " (" + String.join(", ", lines) + ")";
    }

    /** As it has to stand in a statement for people to find it without quotes: names of fields are often reserved words. */
    private static String quoted(SqlConnection database, String name) throws IOException {
        try {
            DatabaseMetaData about = database.connection.getMetaData();
            String stored = about.storesUpperCaseIdentifiers() ? name.toUpperCase(Locale.ROOT) : name;
            return TableNames.quote(stored, about.getIdentifierQuoteString());
        } catch (SQLException failed) {
            throw SqlFailures.describe("the database does not say how it quotes names", null, failed);
        }
    }
}
