package dev.millrace.connector.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/**
 * The databases whose own words for an upsert, for types and for errors are known. Which one it is, the driver says when a job starts, unless
 * {@link Jdbc#dialect} does.
 *
 * <p>PostgreSQL, H2 and SQLite are tested with real databases; of the others the text of statements is.
 */
public enum Dialect {
    /** PostgreSQL, and what speaks its protocol and names itself so. */
    POSTGRESQL,
    /** MySQL 8.0.19 and later. */
    MYSQL,
    /** MariaDB. */
    MARIADB,
    /** SQLite 3.24 and later. It has one writer at a time. */
    SQLITE,
    /** H2 2. */
    H2,
    /** DuckDB. */
    DUCKDB,
    /** SQL Server 2008 and later. */
    SQL_SERVER,
    /** Oracle 12 and later. */
    ORACLE,
    /** Any other: it has no upsert, and its types are those of the SQL standard. */
    STANDARD;

    static Dialect of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName().toLowerCase(Locale.ROOT);
        return switch (product) {
            case "postgresql" -> POSTGRESQL;
            case "mysql" -> MYSQL;
            case "mariadb" -> MARIADB;
            case "sqlite" -> SQLITE;
            case "h2" -> H2;
            case "duckdb" -> DUCKDB;
            case "microsoft sql server" -> SQL_SERVER;
            case "oracle" -> ORACLE;
            default -> STANDARD;
        };
    }
}
