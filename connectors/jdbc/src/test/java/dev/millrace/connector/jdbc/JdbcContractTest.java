package dev.millrace.connector.jdbc;

import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.Source;
import dev.millrace.testkit.connector.Refusal;
import dev.millrace.testkit.connector.SinkContract;
import dev.millrace.testkit.connector.SourceContract;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.postgresql.ds.PGSimpleDataSource;

/** Tables of PostgreSQL, both ways, by the contract that every connector keeps. */
@EnabledOnOs(OS.LINUX)
class JdbcContractTest {

    record Numbered(long number, String text) {}

    /** Of a port at which nobody listens. */
    private static Jdbc nobody() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl("jdbc:postgresql://127.0.0.1:1/nobody");
        return Jdbc.of(source);
    }

    @Nested
    class TableSource extends SourceContract<Numbered> {

        @Override
        protected Source<Numbered> source(int records, int bytes) {
            String table = Database.name("contract");
            Database.POSTGRES.execute("create table " + table + " as select number::bigint - 1 as number, repeat('x', "
                    + bytes + ") as text from generate_series(1, " + records + ") number; alter table " + table
                    + " add primary key (number)");
            return reading(Database.POSTGRES.jdbc(), table);
        }

        private static Source<Numbered> reading(Jdbc database, String table) {
            return database.table(table).by("number").as(Numbered.class);
        }

        @Override
        protected long number(Numbered record) {
            return record.number();
        }

        @Override
        protected Refusal<Source<Numbered>> absent() {
            return new Refusal<>(reading(nobody(), "any"), "127.0.0.1:1");
        }

        @Override
        protected Refusal<Source<Numbered>> refused() {
            return new Refusal<>(reading(Database.POSTGRES.jdbc(), "no_such_table"), "no_such_table");
        }
    }

    private abstract static class TableSink extends SinkContract<Numbered> {

        abstract JdbcSink<Numbered> writing(Jdbc database, String table);

        /** A constraint of the table. */
        String constraint() {
            return "";
        }

        @Override
        protected Target<Numbered> target() {
            String table = Database.name("contract");
            Database.POSTGRES.execute("create table " + table + " (number bigint" + constraint() + ", text text)");
            return new Target<>() {
                @Override
                public Sink<Numbered> sink() {
                    return writing(Database.POSTGRES.jdbc(), table);
                }

                @Override
                public List<Long> visible() {
                    return Database.POSTGRES.rows("select number from " + table).stream()
                            .map(Long::valueOf)
                            .toList();
                }
            };
        }

        @Override
        protected Numbered record(long number, int bytes) {
            return new Numbered(number, "x".repeat(bytes));
        }

        @Override
        protected Refusal<Sink<Numbered>> absent() {
            return new Refusal<>(writing(nobody(), "any"), "127.0.0.1:1");
        }

        @Override
        protected Refusal<Sink<Numbered>> refused() {
            return new Refusal<>(writing(Database.POSTGRES.jdbc(), "no_such_table"), "no_such_table");
        }
    }

    @Nested
    class ExactlyOnceSink extends TableSink {

        @Override
        JdbcSink<Numbered> writing(Jdbc database, String table) {
            return database.to(table, Numbered.class).exactlyOnce(table);
        }
    }

    @Nested
    class UpsertSink extends TableSink {

        @Override
        String constraint() {
            return " primary key";
        }

        @Override
        JdbcSink<Numbered> writing(Jdbc database, String table) {
            return database.to(table, Numbered.class).upsertBy("number");
        }
    }

    @Nested
    class AtLeastOnceSink extends TableSink {

        @Override
        JdbcSink<Numbered> writing(Jdbc database, String table) {
            return database.to(table, Numbered.class);
        }
    }
}
