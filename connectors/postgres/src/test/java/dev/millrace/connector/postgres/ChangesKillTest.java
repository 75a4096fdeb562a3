package dev.millrace.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.ChildProcess;
import dev.millrace.testkit.KillTrial;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A table is changed all the time, while processes that write down its changes are killed, within the first rows and within transactions, and started
 * again. What they have written down is, for each key, what a trigger has: all of it, once, in order, behind the row that was read at first.
 */
@EnabledOnOs(OS.LINUX)
class ChangesKillTest {

    private static final int KILLS = Boolean.getBoolean("millrace.long") ? 60 : 6;
    private static final int SECONDS = 3;
    private static final int FIRST_ROWS = 1_500;
    private static final int KEYS = 2_000;
    private static final int TRANSACTIONS = 150;
    private static final int LARGE_ONE_IN = 30;
    private static final int LARGE_CHANGES = 300;
    private static final int SMALL_CHANGES = 20;
    private static final int CHANGES_A_SECOND = 3_000;

    /** Notes each change beside the table, in the transaction that makes it. Versions are of a sequence, so no two changes have the same. */
    private static final String TRIGGER =
            "create table %1$s_truth (seq bigserial, kind text, id bigint, version bigint);"
                    + " create function %1$s_note() returns trigger language plpgsql as $$ begin"
                    + " if tg_op = 'DELETE' then insert into %1$s_truth (kind, id) values (tg_op, old.id);"
                    + " else insert into %1$s_truth (kind, id, version) values (tg_op, new.id, new.version); end if;"
                    + " return null; end $$;"
                    + " create trigger note after insert or update or delete on %1$s for each row execute function %1$s_note();"
                    + " create sequence %1$s_version; create table %1$s_log (seq bigserial primary key, kind text, id bigint, version"
                    + " bigint)";

    /** What has happened to a row. */
    private record Event(long seq, String kind, String version) {

        String text() {
            return kind + " " + version;
        }
    }

    @AfterEach
    void dropSlots() throws InterruptedException {
        Server.dropSlots();
    }

    @Test
    void eachChangeIsWrittenDownOnce(@TempDir Path directory) throws Exception {
        long seed = Long.getLong("millrace.seed", 1);
        KillTrial trial = new KillTrial(KILLS, Duration.ofSeconds(SECONDS), seed);
        Random random = new Random(seed);
        long changes = 0;
        while (!trial.isDone()) {
            String table = Server.table("killed", "id bigint primary key, version bigint");
            Server.POSTGRES.execute(TRIGGER.formatted(table));
            Server.POSTGRES.execute("insert into " + table + " select i, nextval('" + table
                    + "_version') from generate_series(1, " + FIRST_ROWS + ") i");
            long seedOfWriter = random.nextLong();
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> change(table, new Random(seedOfWriter)));
            trial.runToEnd(new Copying(table, directory.resolve(table)));
            writer.join();
            changes += requireOnce(table);
        }
        KillTrial.Report report = trial.report();
        System.out.println("seed " + seed + ": " + report + ", " + changes + " changes");
        assertThat(report.kills()).isGreaterThanOrEqualTo(KILLS);
        assertThat(report.afterFirstEpoch()).isGreaterThanOrEqualTo(KILLS / 2);
    }

    private record Copying(String table, Path checkpoints) implements KillTrial.Victim {

        @Override
        public ChildProcess start() throws IOException {
            return ChildProcess.start(
                    KilledChangesJob.class,
                    Server.POSTGRES.url(),
                    table,
                    checkpoints.toString(),
                    Integer.toString(CHANGES_A_SECOND));
        }
    }

    /** One transaction after the other, until changes are read, and then the last row. */
    private static void change(String table, Random random) {
        try (Connection connection = DriverManager.getConnection(Server.POSTGRES.url());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int transaction = 0; transaction < TRANSACTIONS || !isLogRead(table); transaction++) {
                boolean isLarge = random.nextInt(LARGE_ONE_IN) == 0;
                for (int left = 1 + random.nextInt(isLarge ? LARGE_CHANGES : SMALL_CHANGES); left > 0; left--) {
                    statement.addBatch(change(table, 1 + random.nextInt(KEYS), random.nextInt(4)));
                }
                statement.executeBatch();
                if (random.nextInt(8) == 0) {
                    connection.rollback();
                } else {
                    connection.commit();
                }
                LockSupport.parkNanos(SECONDS * 1_000_000_000L / TRANSACTIONS);
            }
            statement.execute("insert into " + table + " values (" + KilledChangesJob.LAST + ", 0)");
            connection.commit();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Or the last row might be among the first ones that are read. */
    private static boolean isLogRead(String table) {
        return !Server.POSTGRES
                .rows("select 1 from " + KilledChangesJob.log(table) + " where kind <> 'SNAPSHOT' limit 1")
                .isEmpty();
    }

    private static String change(String table, int id, int kind) {
        String version = "nextval('" + table + "_version')";
        return kind == 0
                ? "delete from " + table + " where id = " + id
                : "insert into " + table + " values (" + id + ", " + version
                        + ") on conflict (id) do update set version = " + version;
    }

    private static Map<String, List<Event>> events(String table) {
        Map<String, List<Event>> events = new TreeMap<>();
        for (String row : Server.POSTGRES.rows("select id, seq, kind, version from " + table + " order by seq")) {
            String[] values = row.split(",", -1);
            events.computeIfAbsent(values[0], id -> new ArrayList<>())
                    .add(new Event(Long.parseLong(values[1]), values[2], values[3]));
        }
        return events;
    }

    /** Tells how many changes were written down. */
    private static long requireOnce(String table) {
        Map<String, List<Event>> truth = events(table + "_truth");
        Map<String, List<Event>> log = events(KilledChangesJob.log(table));
        assertThat(truth.keySet()).containsAll(log.keySet());
        NavigableMap<Long, Long> firstFromLog = firstFromLog(table);
        truth.forEach((id, events) -> {
            List<String> found =
                    log.getOrDefault(id, List.of()).stream().map(Event::text).toList();
            Map.Entry<Long, Long> bound = firstFromLog.ceilingEntry(Long.parseLong(id));
            assertThat(possible(events, bound == null ? Long.MAX_VALUE : bound.getValue()))
                    .as("changes of row %s of %s", id, table)
                    .contains(found);
        });
        return log.values().stream().mapToLong(List::size).sum();
    }

    /**
     * By row of which a change came from the log: the first change from there of this row or of a later one. The first rows are read in the
     * order of their keys, after a restart as of a later moment, so what had changed before that may have been among them.
     */
    private static NavigableMap<Long, Long> firstFromLog(String table) {
        NavigableMap<Long, Long> first = new TreeMap<>();
        for (String row : Server.POSTGRES.rows("select l.id, min(t.seq) from " + table + "_truth t join "
                + KilledChangesJob.log(table)
                + " l using (id, version) where l.kind <> 'SNAPSHOT' group by l.id order by l.id desc")) {
            String[] values = row.split(",", -1);
            long seq = Long.parseLong(values[1]);
            first.put(
                    Long.parseLong(values[0]),
                    first.isEmpty() ? seq : Math.min(seq, first.firstEntry().getValue()));
        }
        return first;
    }

    /** What may be written down, depending on when the row was read at first, or was seen not to be there. */
    private static List<List<String>> possible(List<Event> truth, long firstFromLog) {
        List<String> texts = truth.stream().map(Event::text).toList();
        List<List<String>> all = new ArrayList<>(List.of(texts));
        for (int i = 0; i < truth.size() && truth.get(i).seq() < firstFromLog; i++) {
            List<String> behind = new ArrayList<>();
            if (!truth.get(i).kind().equals("DELETE")) {
                behind.add("SNAPSHOT " + truth.get(i).version());
            }
            behind.addAll(texts.subList(i + 1, texts.size()));
            all.add(behind);
        }
        return all;
    }
}
