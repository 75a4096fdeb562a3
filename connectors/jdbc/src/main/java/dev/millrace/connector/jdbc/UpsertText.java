package dev.millrace.connector.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The statements that write one row, in the words of each database. Names are as they are to stand in the statement, quoted
 * where they have to be.
 *
 * @param table where
 * @param columns all of them, in the order of parameters
 * @param keys those of the columns that tell rows apart; none to insert
 */
record UpsertText(String table, List<String> columns, List<String> keys) {

    String in(Dialect dialect) {
        if (keys.isEmpty()) {
            return insert();
        }
        return switch (dialect) {
            case POSTGRESQL, SQLITE, DUCKDB -> onConflict();
            case MYSQL -> insert() + " AS incoming ON DUPLICATE KEY UPDATE " + assignments(each -> "incoming." + each);
            case MARIADB -> insert() + " ON DUPLICATE KEY UPDATE " + assignments(each -> "VALUES(" + each + ")");
            case H2 ->
                "MERGE INTO " + table + " (" + list(columns) + ") KEY (" + list(keys) + ") VALUES (" + marks() + ")";
            case SQL_SERVER ->
                "MERGE INTO " + table + " WITH (HOLDLOCK) AS target USING (VALUES (" + marks() + ")) AS incoming ("
                        + list(columns) + ") ON " + keysMatch() + merge() + ";";
            case ORACLE ->
                "MERGE INTO " + table + " target USING (SELECT "
                        + columns.stream().map(each -> "? AS " + each).collect(Collectors.joining(", "))
                        + " FROM dual) incoming ON (" + keysMatch() + ")" + merge();
            case STANDARD ->
                throw new IllegalArgumentException("this database's words for an upsert are not known; say"
                        + " dialect(...) if it understands those of another one, or write by a statement of your own");
        };
    }

    private String insert() {
        return "INSERT INTO " + table + " (" + list(columns) + ") VALUES (" + marks() + ")";
    }

    private String onConflict() {
        return insert() + " ON CONFLICT (" + list(keys) + ") DO "
                + (rest().isEmpty() ? "NOTHING" : "UPDATE SET " + assignments(each -> "excluded." + each));
    }

    /** Of what is no key; where that is nothing, of a key to itself, since some databases must update something. */
    private String assignments(Function<String, String> incoming) {
        List<String> assigned = rest().isEmpty() ? keys.subList(0, 1) : rest();
        return assigned.stream()
                .map(each -> each + " = " + incoming.apply(each))
                .collect(Collectors.joining(", "));
    }

    private String keysMatch() {
        return keys.stream()
                .map(each -> "target." + each + " = incoming." + each)
                .collect(Collectors.joining(" AND "));
    }

    private String merge() {
        String update = rest().stream()
                .map(each -> "target." + each + " = incoming." + each)
                .collect(Collectors.joining(", "));
        return (update.isEmpty() ? "" : " WHEN MATCHED THEN UPDATE SET " + update)
                + " WHEN NOT MATCHED THEN INSERT (" + list(columns) + ") VALUES ("
                + columns.stream().map(each -> "incoming." + each).collect(Collectors.joining(", ")) + ")";
    }

    private List<String> rest() {
        List<String> rest = new ArrayList<>(columns);
        rest.removeAll(keys);
        return rest;
    }

    private String marks() {
        return columns.stream().map(each -> "?").collect(Collectors.joining(", "));
    }

    private static String list(List<String> names) {
        return String.join(", ", names);
    }
}
