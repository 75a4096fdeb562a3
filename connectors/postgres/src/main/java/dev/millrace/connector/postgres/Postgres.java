package dev.millrace.connector.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import org.postgresql.PGProperty;

/**
 * A PostgreSQL database whose changes are read. Immutable.
 *
 * <pre>{@code
 * Postgres shop = Postgres.at("jdbc:postgresql://db/shop").with("user", "replicator").with("password", password);
 *
 * Table<Long, Order> orders = shop.changes("orders", Long.class, Order.class)
 *         .slot("millrace_orders")
 *         .publication("shop")
 *         .table(pipeline, "orders");
 * }</pre>
 *
 * <p>Needs PostgreSQL 14 or later with {@code wal_level = logical}, a user with the attribute {@code REPLICATION} who may read the table, and a publication
 * that has it: {@code create publication shop for table orders}.
 */
public final class Postgres {

    private final String url;
    private final Map<String, String> properties;

    private Postgres(String url, Map<String, String> properties) {
        this.url = url;
        this.properties = properties;
    }

    /**
     * Describes a database. Nothing is connected before a job starts.
     *
     * @param url as {@code jdbc:postgresql://host/database}
     * @return the database
     */
    public static Postgres at(String url) {
        return new Postgres(Objects.requireNonNull(url, "url"), Map.of());
    }

    /**
     * Sets a property of the driver's connections, as {@code user}, {@code password} or {@code sslmode}.
     *
     * @param property name
     * @param value of it
     * @return a new description
     */
    public Postgres with(String property, String value) {
        Map<String, String> more = new TreeMap<>(properties);
        more.put(Objects.requireNonNull(property, "property"), Objects.requireNonNull(value, "value"));
        return new Postgres(url, Collections.unmodifiableMap(more));
    }

    /**
     * Reads a table: its rows first, then each change of them.
     *
     * @param table as in a statement, with its schema if that is not in the search path
     * @param key what the primary key is: if that is one column a number, text, a {@link java.util.UUID} or a time; else a record whose fields have the
     *     names of its columns, but for case and underscores
     * @param row a record class; each field is read from the column that has its name, others are left out
     * @param <K> type of the keys
     * @param <V> type of the rows
     * @return a source
     * @throws IllegalArgumentException if a field cannot be read from a column
     */
    public <K, V extends Record> PostgresChanges<K, V> changes(String table, Class<K> key, Class<V> row) {
        return PostgresChanges.of(this, Objects.requireNonNull(table, "table"), key, row);
    }

    Connection connect() throws IOException {
        return connect(properties());
    }

    /** One that understands the commands of replication. */
    Connection connectForReplication() throws IOException {
        Properties all = properties();
        PGProperty.REPLICATION.set(all, "database");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(all, "10");
        PGProperty.PREFER_QUERY_MODE.set(all, "simple");
        return connect(all);
    }

    private Properties properties() {
        Properties all = new Properties();
        all.putAll(properties);
        // So that rows of the table and changes of the log have the same text.
        PGProperty.BINARY_TRANSFER.set(all, false);
        String options = properties.getOrDefault(PGProperty.OPTIONS.getName(), "");
        PGProperty.OPTIONS.set(all, options + " -c bytea_output=hex -c extra_float_digits=1");
        return all;
    }

    private Connection connect(Properties all) throws IOException {
        try {
            return DriverManager.getConnection(url, all);
        } catch (SQLException failed) {
            throw new IOException(this + " cannot be reached: " + failed.getMessage(), failed);
        }
    }

    /** Without what may be secret. */
    @Override
    public String toString() {
        int end = url.indexOf('?');
        return "PostgreSQL at " + (end < 0 ? url : url.substring(0, end));
    }
}
