package dev.millrace.connector.jdbc;

/** The types of columns in the words of each database. */
final class ColumnTypes {

    /** Databases that cannot index text of any length take this many characters. */
    private static final int KEY_CHARACTERS = 255;

    private ColumnTypes() {}

    /** For {@code create table}. */
    static String of(Dialect dialect, ColumnKind kind, boolean isKey) {
        return switch (kind) {
            case BOOLEAN ->
                switch (dialect) {
                    case SQL_SERVER -> "BIT";
                    case ORACLE -> "NUMBER(1)";
                    default -> "BOOLEAN";
                };
            case INTEGER -> dialect == Dialect.ORACLE ? "NUMBER(10)" : "INTEGER";
            case BIGINT -> dialect == Dialect.ORACLE ? "NUMBER(19)" : "BIGINT";
            case REAL ->
                switch (dialect) {
                    case MYSQL, MARIADB -> "FLOAT";
                    case ORACLE -> "BINARY_FLOAT";
                    default -> "REAL";
                };
            case DOUBLE ->
                switch (dialect) {
                    case MYSQL, MARIADB, DUCKDB -> "DOUBLE";
                    case SQLITE -> "REAL";
                    case SQL_SERVER -> "FLOAT(53)";
                    case ORACLE -> "BINARY_DOUBLE";
                    default -> "DOUBLE PRECISION";
                };
            case DECIMAL ->
                switch (dialect) {
                    case POSTGRESQL, SQLITE -> "NUMERIC";
                    case ORACLE -> "NUMBER";
                    default -> "DECIMAL(38, 10)";
                };
            case TEXT -> text(dialect, isKey);
            case BYTES ->
                switch (dialect) {
                    case POSTGRESQL -> "BYTEA";
                    case MYSQL, MARIADB -> isKey ? "VARBINARY(" + KEY_CHARACTERS + ")" : "LONGBLOB";
                    case SQLITE, DUCKDB, ORACLE -> "BLOB";
                    case SQL_SERVER -> "VARBINARY(MAX)";
                    case H2 -> "VARBINARY";
                    case STANDARD -> "BINARY LARGE OBJECT";
                };
            case UUID ->
                switch (dialect) {
                    case POSTGRESQL, H2, DUCKDB -> "UUID";
                    case SQLITE -> "TEXT";
                    case SQL_SERVER -> "UNIQUEIDENTIFIER";
                    default -> "CHAR(36)";
                };
            case INSTANT ->
                switch (dialect) {
                    case POSTGRESQL, DUCKDB -> "TIMESTAMPTZ";
                    case MYSQL, MARIADB -> "DATETIME(6)";
                    case SQLITE -> "TEXT";
                    case SQL_SERVER -> "DATETIMEOFFSET(6)";
                    default -> "TIMESTAMP(6) WITH TIME ZONE";
                };
            case DATE -> dialect == Dialect.SQLITE ? "TEXT" : "DATE";
            case TIME ->
                switch (dialect) {
                    case SQLITE -> "TEXT";
                    case ORACLE -> "VARCHAR2(18)";
                    case POSTGRESQL, DUCKDB -> "TIME";
                    default -> "TIME(6)";
                };
            case DATE_TIME ->
                switch (dialect) {
                    case SQLITE -> "TEXT";
                    case MYSQL, MARIADB -> "DATETIME(6)";
                    case SQL_SERVER -> "DATETIME2(6)";
                    case POSTGRESQL, DUCKDB -> "TIMESTAMP";
                    default -> "TIMESTAMP(6)";
                };
        };
    }

    private static String text(Dialect dialect, boolean isKey) {
        return switch (dialect) {
            case POSTGRESQL, SQLITE -> "TEXT";
            case H2, DUCKDB -> "VARCHAR";
            case MYSQL, MARIADB -> isKey ? "VARCHAR(" + KEY_CHARACTERS + ")" : "LONGTEXT";
            case SQL_SERVER -> isKey ? "NVARCHAR(" + KEY_CHARACTERS + ")" : "NVARCHAR(MAX)";
            case ORACLE -> isKey ? "VARCHAR2(" + KEY_CHARACTERS + ")" : "VARCHAR2(4000)";
            case STANDARD -> isKey ? "VARCHAR(" + KEY_CHARACTERS + ")" : "VARCHAR(4000)";
        };
    }
}
