package dev.millrace.connector.postgres;

import dev.millrace.api.connector.Source;
import dev.millrace.testkit.connector.Refusal;
import dev.millrace.testkit.connector.SourceContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Rows of a table, and changes in its log, by the contract that every connector keeps. */
@EnabledOnOs(OS.LINUX)
class ChangesContractTest {

    record Numbered(long number, String text) {}

    private abstract static class ChangesSource extends SourceContract<PostgresChange<Long, Numbered>> {

        static String createTable() {
            return Server.table("contract", "number bigint primary key, text text");
        }

        /** In a transaction of their own. */
        static void insert(String table, int from, int to, int bytes) {
            Server.POSTGRES.execute("insert into " + table + " select number, repeat('x', " + bytes
                    + ") from generate_series(" + from + ", " + (to - 1) + ") number");
        }

        static PostgresChanges<Long, Numbered> reading(Postgres server, String table) {
            return server.changes(table, Long.class, Numbered.class)
                    .slot(table)
                    .publication(table)
                    .untilNow();
        }

        @Override
        protected long number(PostgresChange<Long, Numbered> change) {
            return change.row().number();
        }

        @Override
        protected Refusal<Source<PostgresChange<Long, Numbered>>> absent() {
            return new Refusal<>(reading(Postgres.at("jdbc:postgresql://127.0.0.1:1/nobody"), "any"), "127.0.0.1:1");
        }

        /** Each time two slots are made, or one. */
        @Override
        protected int positionsMax() {
            return 8;
        }

        @Override
        protected void clear() throws InterruptedException {
            Server.dropSlots();
        }
    }

    @Nested
    class Rows extends ChangesSource {

        @Override
        protected Source<PostgresChange<Long, Numbered>> source(int records, int bytes) {
            String table = createTable();
            insert(table, 0, records, bytes);
            return reading(Server.postgres(), table);
        }

        @Override
        protected Refusal<Source<PostgresChange<Long, Numbered>>> refused() {
            return new Refusal<>(reading(Server.postgres(), "no_such_table"), "no_such_table");
        }
    }

    @Nested
    class Log extends ChangesSource {

        /** A small transaction, and a large one, within which reading is interrupted. */
        @Override
        protected Source<PostgresChange<Long, Numbered>> source(int records, int bytes) {
            String table = createTable();
            Server.createSlot(table);
            insert(table, 0, 5, bytes);
            insert(table, 5, records, bytes);
            return reading(Server.postgres(), table).changesOnly();
        }

        @Override
        protected Refusal<Source<PostgresChange<Long, Numbered>>> refused() {
            String table = createTable();
            Server.POSTGRES.execute("drop publication " + table);
            return new Refusal<>(reading(Server.postgres(), table), "create publication " + table);
        }
    }
}
