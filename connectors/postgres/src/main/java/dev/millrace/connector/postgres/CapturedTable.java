package dev.millrace.connector.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table as the catalog has it.
 *
 * @param oid by which it is the same, whatever it is called
 * @param schema its schema
 * @param name its name
 * @param columns all of them
 * @param key columns of the primary key
 */
record CapturedTable(long oid, String schema, String name, Columns columns, List<KeyColumn> key) {

    /**
     * A column of the primary key.
     *
     * @param name its name
     * @param type as in a cast
     * @param collation by which it is ordered, if that is not its type's
     */
    record KeyColumn(String name, String type, @Nullable String collation) {

        private String collated(String expression) {
            return collation == null ? expression : expression + " collate " + collation;
        }

        String parameter() {
            return collated("cast(? as " + type + ")");
        }
    }

    /**
     * Finds it.
     *
     * @throws IOException if it is not there, or its changes cannot be told apart by a primary key
     */
    static CapturedTable find(Connection database, String table) throws IOException, SQLException {
        try (PreparedStatement select = database.prepareStatement("select c.oid, n.nspname, c.relname, c.relreplident"
                + " from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = to_regclass(?)")) {
            select.setString(1, table);
            try (ResultSet found = select.executeQuery()) {
                if (!found.next()) {
                    throw new IOException("there is no table " + table + " in the database; name it as in a statement,"
                            + " with its schema if that is not in the search path");
                }
                long oid = found.getLong(1);
                requireIdentity(table, found.getString(4));
                return new CapturedTable(
                        oid, found.getString(2), found.getString(3), columns(database, oid), key(database, oid, table));
            }
        }
    }

    private static void requireIdentity(String table, String identity) throws IOException {
        if (!identity.equals("d") && !identity.equals("f")) {
            throw new IOException("the log has no keys of rows of " + table + " that are deleted, since its replica"
                    + " identity is " + (identity.equals("n") ? "nothing" : "an index") + "; say 'alter table " + table
                    + " replica identity default', or full");
        }
    }

    private static Columns columns(Connection database, long oid) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement select = database.prepareStatement("select attname from pg_attribute where attrelid = ?"
                + " and attnum > 0 and not attisdropped order by attnum")) {
            select.setLong(1, oid);
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    names.add(found.getString(1));
                }
            }
        }
        return new Columns(List.copyOf(names));
    }

    private static List<KeyColumn> key(Connection database, long oid, String table) throws IOException, SQLException {
        List<KeyColumn> key = new ArrayList<>();
        try (PreparedStatement select =
                database.prepareStatement("select a.attname, format_type(a.atttypid, a.atttypmod),"
                        + " case when a.attcollation not in (0, t.typcollation)"
                        + " then quote_ident(n.nspname) || '.' || quote_ident(c.collname) end"
                        + " from pg_index i cross join unnest(i.indkey) with ordinality k (attnum, place)"
                        + " join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum"
                        + " join pg_type t on t.oid = a.atttypid"
                        + " left join pg_collation c on c.oid = a.attcollation"
                        + " left join pg_namespace n on n.oid = c.collnamespace"
                        + " where i.indrelid = ? and i.indisprimary and k.place <= i.indnkeyatts order by k.place")) {
            select.setLong(1, oid);
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    key.add(new KeyColumn(found.getString(1), found.getString(2), found.getString(3)));
                }
            }
        }
        if (key.isEmpty()) {
            throw new IOException("table " + table + " has no primary key, so its rows cannot be told apart; add one");
        }
        return List.copyOf(key);
    }

    boolean isOf(LogMessage.Relation relation) {
        return relation.id() == oid;
    }

    /** Whether a relation is called as this table is, or was when it was found, and is another one. */
    boolean isReplacedBy(LogMessage.Relation relation) {
        return !isOf(relation)
                && relation.schema().equals(schema)
                && relation.table().equals(name);
    }

    /** What is said if it is. */
    IOException replaced() {
        return new IOException(
                "table " + name
                        + " is another one than before: it was dropped or renamed, and one of that name was made"
                        + " anew, whose rows and changes are others. Start the job anew, with another slot and without its checkpoints");
    }

    /** The values of the key. */
    List<String> keyOf(Tuple row) {
        List<String> values = new ArrayList<>();
        for (KeyColumn column : key) {
            int index = row.columns().names().indexOf(column.name);
            String value = index < 0 ? null : row.values().get(index);
            if (value == null) {
                throw new IllegalStateException(
                        "the primary key of " + name + " has changed: there is no " + column.name + " in " + row
                                + ". Start the job anew, with another slot and without its checkpoints");
            }
            values.add(value);
        }
        return values;
    }

    /** A query of the rows in the order of their keys, those behind a key if there is one, whose parameters are its values. */
    String selectText(boolean isBehindKey) {
        String keys = keyText();
        return "select " + columns.names().stream().map(CapturedTable::quoted).collect(Collectors.joining(", "))
                + " from "
                + quoted(schema) + "." + quoted(name)
                + (isBehindKey ? " where (" + keys + ") > (" + parameters() + ")" : "") + " order by " + keys;
    }

    /** A query that tells whether a key is not behind another one, whose parameters are the values of both. */
    String compareText() {
        return "select (" + parameters() + ") <= (" + parameters() + ")";
    }

    private String keyText() {
        return key.stream().map(column -> quoted(column.name)).collect(Collectors.joining(", "));
    }

    private String parameters() {
        return key.stream().map(KeyColumn::parameter).collect(Collectors.joining(", "));
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
