package dev.millrace.connector.postgres;

import dev.millrace.testkit.Jobs;
import dev.millrace.testkit.postgres.EmbeddedPostgres;
import java.util.concurrent.atomic.AtomicInteger;

/** The server of all tests here, started by the first and stopped with the JVM. */
final class Server {

    static final EmbeddedPostgres POSTGRES = EmbeddedPostgres.start();

    private static final AtomicInteger NAMES = new AtomicInteger();

    private Server() {}

    static Postgres postgres() {
        return Postgres.at(POSTGRES.url());
    }

    /** A name that no other test has: of a table, its publication and its slot. */
    static String name(String prefix) {
        return prefix + "_" + NAMES.incrementAndGet();
    }

    /** Makes a table with a publication. */
    static String table(String prefix, String columns) {
        String name = name(prefix);
        POSTGRES.execute(
                "create table " + name + " (" + columns + "); create publication " + name + " for table " + name);
        return name;
    }

    static <K, V extends Record> PostgresChanges<K, V> changes(String table, Class<K> key, Class<V> row) {
        return postgres().changes(table, key, row).slot(table).publication(table);
    }

    static void createSlot(String name) {
        POSTGRES.rows("select pg_create_logical_replication_slot('" + name + "', 'pgoutput')");
    }

    /** Changes a setting of the running server. */
    static void setting(String name, String value) {
        POSTGRES.execute("alter system set " + name + " = " + value);
        POSTGRES.rows("select pg_reload_conf()");
    }

    /** There is room for ten. A reader that has been closed may be there for a moment longer. */
    static void dropSlots() throws InterruptedException {
        Jobs.await(
                "slots are free",
                () -> POSTGRES.rows("select slot_name from pg_replication_slots where active")
                        .isEmpty());
        POSTGRES.rows("select pg_drop_replication_slot(slot_name) from pg_replication_slots");
    }
}
