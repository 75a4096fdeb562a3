package dev.millrace.connector.jdbc;

import dev.millrace.testkit.ChildProcess;
import dev.millrace.testkit.KillTrial;
import dev.millrace.testkit.KilledJob;
import dev.millrace.testkit.kafka.AcknowledgedProducer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Kills processes that copy and count a topic of Kafka into tables of PostgreSQL, some of them in the middle of a transaction, and
 * starts them again until they end. Then what plain SQL finds in the tables must be what a loop over
 * the input gives. It uses nothing of ours but the name of the class whose process is killed.
 */
final class JdbcKillHarness {

    private static final int NAMES = 7;
    private static final int PARTITIONS = 2;

    private final Path directory;
    private final int seconds;
    private final int records;
    private final Random random;
    private final KillTrial trial;

    private long committed;
    private long aborted;

    /**
     * What happened.
     *
     * @param kills when they came
     * @param committed rows in the tables of all rounds
     * @param aborted rows that the server has inserted beyond these, in transactions that died
     */
    record Report(KillTrial.Report kills, long committed, long aborted) {}

    JdbcKillHarness(Path directory, int kills, int seconds, int records, long seed) {
        this.directory = directory;
        this.seconds = seconds;
        this.records = records;
        random = new Random(seed);
        trial = new KillTrial(kills, Duration.ofSeconds(seconds), seed);
    }

    /** Makes the kills, and compares. */
    Report run() throws IOException, InterruptedException {
        while (!trial.isDone()) {
            String prefix = Database.name("killed");
            Input input = new Input(prefix, records, random);
            trial.runToEnd(new Copying(prefix, directory.resolve(prefix), records / seconds));
            committed += input.requireOnce();
            aborted += Database.POSTGRES.number("select n_tup_ins from pg_stat_user_tables where relname = '"
                            + KilledJdbcJob.copies(prefix) + "'")
                    - records;
        }
        return new Report(trial.report(), committed, aborted);
    }

    /** A job that copies a topic. */
    record Copying(String prefix, Path checkpoints, int recordsPerSecond) implements KillTrial.Victim {

        @Override
        public ChildProcess start() throws IOException {
            return ChildProcess.start(
                    KilledJdbcJob.class,
                    Topics.servers(),
                    Database.server().url(),
                    prefix,
                    checkpoints.toString(),
                    Integer.toString(recordsPerSecond));
        }

        /** Waits until a transaction has written a row at which the table takes its time. */
        @Override
        public boolean awaitCriticalMoment(ChildProcess child) throws InterruptedException {
            while (!child.awaitLine(KilledJob.DONE, Duration.ZERO)) {
                if (Database.POSTGRES.number("select count(*) from pg_stat_activity where wait_event = 'PgSleep'")
                        > 0) {
                    return true;
                }
            }
            return false;
        }
    }

    /** What is read, and what must be written. */
    static final class Input {

        private final String prefix;
        private final List<String> copies = new ArrayList<>();
        private final Map<String, Long> counts = new TreeMap<>();

        Input(String prefix, int records, Random random) {
            this.prefix = prefix;
            try (AcknowledgedProducer<String, Long> producer = Topics.create(prefix, PARTITIONS)) {
                for (long i = 0; i < records; i++) {
                    int number = random.nextInt(NAMES);
                    String name = "name" + number;
                    long time = 1_000_000 + i;
                    producer.send(new ProducerRecord<>(prefix, number % PARTITIONS, time, name, i));
                    copies.add(i + "," + name);
                    long window = time / KilledJdbcJob.MILLIS_OF_WINDOW * KilledJdbcJob.MILLIS_OF_WINDOW;
                    counts.merge(name + "," + window, 1L, Long::sum);
                }
            }
            Database.POSTGRES.execute("create table " + KilledJdbcJob.copies(prefix)
                    + " (number bigint, name text); create table " + KilledJdbcJob.counts(prefix)
                    + " (name text, start bigint, count bigint)");
            // Else a transaction is over before anybody has seen it.
            Database.POSTGRES.execute(
                    "create or replace function take_time() returns trigger language plpgsql as 'begin perform pg_sleep(0.1); return null; end';"
                            + " create trigger slow after insert on " + KilledJdbcJob.copies(prefix)
                            + " for each row when (new.number % 100 = 50) execute function take_time()");
        }

        /** Nothing lost, nothing there twice; tells how many rows there are. */
        long requireOnce() {
            List<String> counted = new ArrayList<>();
            counts.forEach((window, count) -> counted.add(window + "," + count));
            return requireOnce("select number, name from " + KilledJdbcJob.copies(prefix), copies)
                    + requireOnce("select name, start, count from " + KilledJdbcJob.counts(prefix), counted);
        }

        private static long requireOnce(String query, List<String> expected) {
            Map<String, Integer> difference = new HashMap<>();
            expected.forEach(row -> difference.merge(row, -1, Integer::sum));
            List<String> found = Database.POSTGRES.rows(query);
            found.forEach(row -> difference.merge(row, 1, Integer::sum));
            difference.values().removeIf(times -> times == 0);
            if (!difference.isEmpty()) {
                throw new AssertionError(query
                        + ": lost are those with a negative number, doubled those with a positive one: " + difference);
            }
            return found.size();
        }
    }

    /** Arguments: number of kills, seconds of an undisturbed run, records of a run, seed. */
    public static void main(String[] args) {
        // The broker would keep the process alive, after a failure most of all.
        try {
            harness(args);
            System.exit(0);
        } catch (Throwable failure) {
            System.getLogger(JdbcKillHarness.class.getName()).log(System.Logger.Level.ERROR, "a run failed", failure);
            System.exit(1);
        }
    }

    private static void harness(String[] args) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("jdbc-kills");
        JdbcKillHarness harness = new JdbcKillHarness(
                directory,
                Integer.parseInt(args[0]),
                Integer.parseInt(args[1]),
                Integer.parseInt(args[2]),
                Long.parseLong(args[3]));
        long startNanos = System.nanoTime();
        System.out.printf("%s in %d s%n", harness.run(), (System.nanoTime() - startNanos) / 1_000_000_000);
    }
}
