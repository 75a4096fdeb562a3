package dev.millrace.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Statements in the words of each database. Those of three are also executed, by the other tests. */
class UpsertTextTest {

    private static final UpsertText TOTALS = new UpsertText("totals", List.of("k", "a", "b"), List.of("k"));
    private static final UpsertText KEYS = new UpsertText("seen", List.of("k", "l"), List.of("k", "l"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    POSTGRESQL | INSERT INTO totals (k, a, b) VALUES (?, ?, ?) ON CONFLICT (k) DO UPDATE SET a = excluded.a, b = excluded.b
                    SQLITE     | INSERT INTO totals (k, a, b) VALUES (?, ?, ?) ON CONFLICT (k) DO UPDATE SET a = excluded.a, b = excluded.b
                    DUCKDB     | INSERT INTO totals (k, a, b) VALUES (?, ?, ?) ON CONFLICT (k) DO UPDATE SET a = excluded.a, b = excluded.b
                    MYSQL      | INSERT INTO totals (k, a, b) VALUES (?, ?, ?) AS incoming ON DUPLICATE KEY UPDATE a = incoming.a, b = incoming.b
                    MARIADB    | INSERT INTO totals (k, a, b) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE a = VALUES(a), b = VALUES(b)
                    H2         | MERGE INTO totals (k, a, b) KEY (k) VALUES (?, ?, ?)
                    SQL_SERVER | MERGE INTO totals WITH (HOLDLOCK) AS target USING (VALUES (?, ?, ?)) AS incoming (k, a, b) ON target.k = incoming.k WHEN MATCHED THEN UPDATE SET target.a = incoming.a, target.b = incoming.b WHEN NOT MATCHED THEN INSERT (k, a, b) VALUES (incoming.k, incoming.a, incoming.b);
                    ORACLE     | MERGE INTO totals target USING (SELECT ? AS k, ? AS a, ? AS b FROM dual) incoming ON (target.k = incoming.k) WHEN MATCHED THEN UPDATE SET target.a = incoming.a, target.b = incoming.b WHEN NOT MATCHED THEN INSERT (k, a, b) VALUES (incoming.k, incoming.a, incoming.b)
                    """)
    void aRowReplacesTheOneOfItsKey(Dialect dialect, String text) {
        assertThat(TOTALS.in(dialect)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    POSTGRESQL | INSERT INTO seen (k, l) VALUES (?, ?) ON CONFLICT (k, l) DO NOTHING
                    MYSQL      | INSERT INTO seen (k, l) VALUES (?, ?) AS incoming ON DUPLICATE KEY UPDATE k = incoming.k
                    MARIADB    | INSERT INTO seen (k, l) VALUES (?, ?) ON DUPLICATE KEY UPDATE k = VALUES(k)
                    H2         | MERGE INTO seen (k, l) KEY (k, l) VALUES (?, ?)
                    SQL_SERVER | MERGE INTO seen WITH (HOLDLOCK) AS target USING (VALUES (?, ?)) AS incoming (k, l) ON target.k = incoming.k AND target.l = incoming.l WHEN NOT MATCHED THEN INSERT (k, l) VALUES (incoming.k, incoming.l);
                    ORACLE     | MERGE INTO seen target USING (SELECT ? AS k, ? AS l FROM dual) incoming ON (target.k = incoming.k AND target.l = incoming.l) WHEN NOT MATCHED THEN INSERT (k, l) VALUES (incoming.k, incoming.l)
                    """)
    void aRowOfKeysAloneHasNothingToReplace(Dialect dialect, String text) {
        assertThat(KEYS.in(dialect)).isEqualTo(text);
    }

    @Test
    void aDatabaseThatIsNotKnownInsertsAndReplacesNothing() {
        assertThat(new UpsertText("t", List.of("a"), List.of()).in(Dialect.STANDARD))
                .isEqualTo("INSERT INTO t (a) VALUES (?)");
        assertThatThrownBy(() -> TOTALS.in(Dialect.STANDARD)).hasMessageContaining("say dialect(...)");
    }

    @SuppressWarnings("ArrayRecordComponent") // a column of bytes
    record Typed(
            String name,
            boolean yes,
            int number,
            long large,
            float rough,
            double fine,
            BigDecimal exact,
            String text,
            byte[] bytes,
            UUID id,
            Instant at,
            LocalDate date,
            LocalTime clock,
            LocalDateTime local) {}

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    MYSQL      | VARCHAR(255), BOOLEAN, INTEGER, BIGINT, FLOAT, DOUBLE, DECIMAL(38, 10), LONGTEXT, LONGBLOB, CHAR(36), DATETIME(6), DATE, TIME(6), DATETIME(6)
                    MARIADB    | VARCHAR(255), BOOLEAN, INTEGER, BIGINT, FLOAT, DOUBLE, DECIMAL(38, 10), LONGTEXT, LONGBLOB, CHAR(36), DATETIME(6), DATE, TIME(6), DATETIME(6)
                    DUCKDB     | VARCHAR, BOOLEAN, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL(38, 10), VARCHAR, BLOB, UUID, TIMESTAMPTZ, DATE, TIME, TIMESTAMP
                    SQL_SERVER | NVARCHAR(255), BIT, INTEGER, BIGINT, REAL, FLOAT(53), DECIMAL(38, 10), NVARCHAR(MAX), VARBINARY(MAX), UNIQUEIDENTIFIER, DATETIMEOFFSET(6), DATE, TIME(6), DATETIME2(6)
                    ORACLE     | VARCHAR2(255), NUMBER(1), NUMBER(10), NUMBER(19), BINARY_FLOAT, BINARY_DOUBLE, NUMBER, VARCHAR2(4000), BLOB, CHAR(36), TIMESTAMP(6) WITH TIME ZONE, DATE, VARCHAR2(18), TIMESTAMP(6)
                    STANDARD   | VARCHAR(255), BOOLEAN, INTEGER, BIGINT, REAL, DOUBLE PRECISION, DECIMAL(38, 10), VARCHAR(4000), BINARY LARGE OBJECT, CHAR(36), TIMESTAMP(6) WITH TIME ZONE, DATE, TIME(6), TIMESTAMP(6)
                    """)
    void typesOfColumns(Dialect dialect, String expected) {
        RecordColumns columns = RecordColumns.of(Typed.class);
        StringBuilder types = new StringBuilder();
        for (int i = 0; i < columns.kinds().size(); i++) {
            types.append(i == 0 ? "" : ", ")
                    .append(ColumnTypes.of(dialect, columns.kinds().get(i), i == 0));
        }
        assertThat(types).hasToString(expected);
    }

    @ParameterizedTest
    @EnumSource
    void aDatabaseIsKnownByItsName(Database database) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            assertThat(Dialect.of(connection).name()).startsWith(database.name());
        }
    }

    @Test
    void pagesAreLimitedInTheWordsOfEachDatabase() {
        for (Dialect dialect : Dialect.values()) {
            String text = new PageQuery(
                            "SELECT * FROM t",
                            dialect,
                            List.of("\"at\"", "\"id\""),
                            List.of(KeyKind.INSTANT, KeyKind.NUMBER),
                            List.of(1, 2))
                    .pageText(true, true, 10);
            assertThat(text)
                    .startsWith(
                            "SELECT page.* FROM (SELECT * FROM t) page WHERE \"at\" >= ? AND (\"at\" > ? OR \"id\" >= ?)"
                                    + " AND \"at\" <= ? AND (\"at\" < ? OR \"id\" <= ?) ORDER BY \"at\", \"id\"")
                    .endsWith(
                            switch (dialect) {
                                case SQL_SERVER -> " OFFSET 0 ROWS FETCH NEXT 10 ROWS ONLY";
                                case ORACLE, STANDARD -> " FETCH FIRST 10 ROWS ONLY";
                                default -> " LIMIT 10";
                            });
        }
    }
}
