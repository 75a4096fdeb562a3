package dev.millrace.connector.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Kills processes that copy and count a file into tables of PostgreSQL, with SIGKILL at random moments, one in three while a transaction is open
 * that notes an epoch, and starts them again until they end. Then what plain SQL finds in the tables must be what a loop over
 * the input gives. It uses nothing of ours but the name of the class whose process is killed.
 */
final class JdbcKillHarness {

    private static final int RECOVERY_ONE_IN = 4;
    private static final int RECOVERY_MILLIS_MAX = 800;
    private static final int TRANSACTION_ONE_IN = 3;
    private static final int NAMES = 7;

    private final Path directory;
    private final int kills;
    private final int seconds;
    private final int records;
    private final Random random;

    private int done;
    private int rounds;
    private int afterFirstEpoch;
    private int duringRecovery;
    private long committed;
    private long aborted;

    /**
     * What happened.
     *
     * @param kills how many processes were killed
     * @param rounds how often the job was run to its end
     * @param afterFirstEpoch kills of a process, or of one whose earlier one, had completed a checkpoint
     * @param duringRecovery kills of a process that had a checkpoint to start from, and had completed none of its own
     * @param committed rows in the tables of all rounds
     * @param aborted rows that the server has inserted beyond these, in transactions that died
     */
    record Report(int kills, int rounds, int afterFirstEpoch, int duringRecovery, long committed, long aborted) {}

    JdbcKillHarness(Path directory, int kills, int seconds, int records, long seed) {
        this.directory = directory;
        this.kills = kills;
        this.seconds = seconds;
        this.records = records;
        random = new Random(seed);
    }

    /** Makes the kills, and compares. */
    Report run() throws IOException, InterruptedException {
        while (done < kills) {
            String prefix = Database.name("killed");
            Input input = new Input(directory.resolve(prefix + ".jsonl"), prefix, records, random);
            runToEnd(prefix, input.file, directory.resolve(prefix));
            rounds++;
            committed += input.requireOnce();
            aborted += Database.POSTGRES.number("select n_tup_ins from pg_stat_user_tables where relname = '"
                            + KilledJdbcJob.copies(prefix) + "'")
                    - records;
        }
        return new Report(done, rounds, afterFirstEpoch, duringRecovery, committed, aborted);
    }

    /** What is read, and what must be written. */
    static final class Input {

        final Path file;
        private final String prefix;
        private final List<String> copies = new ArrayList<>();
        private final Map<String, Long> counts = new TreeMap<>();

        Input(Path file, String prefix, int records, Random random) throws IOException {
            this.file = file;
            this.prefix = prefix;
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < records; i++) {
                String name = "name" + random.nextInt(NAMES);
                long time = 1_000_000 + i;
                lines.add("{\"time\": \"" + java.time.Instant.ofEpochMilli(time) + "\", \"number\": " + i
                        + ", \"name\": \"" + name + "\"}");
                copies.add(i + "," + name);
                long window = time / KilledJdbcJob.MILLIS_OF_WINDOW * KilledJdbcJob.MILLIS_OF_WINDOW;
                counts.merge(name + "," + window, 1L, Long::sum);
            }
            Files.write(file, lines);
            Database.POSTGRES.execute("create table " + KilledJdbcJob.copies(prefix)
                    + " (time timestamptz, number bigint, name text); create table " + KilledJdbcJob.counts(prefix)
                    + " (name text, start bigint, count bigint)");
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

    private void runToEnd(String prefix, Path input, Path checkpoints) throws IOException, InterruptedException {
        while (true) {
            boolean hadCheckpoint = hasCheckpoint(checkpoints);
            Child child = Child.start(prefix, input, checkpoints, records / seconds);
            if (done < kills && awaitMoment(child, hadCheckpoint)) {
                child.kill();
            } else {
                child.awaitSuccess();
            }
            if (child.hasSaid(KilledJdbcJob.DONE)) {
                return;
            }
            done++;
            afterFirstEpoch += hasCheckpoint(checkpoints) ? 1 : 0;
            duringRecovery += hadCheckpoint && !child.hasSaid(KilledJdbcJob.RECOVERED) ? 1 : 0;
        }
    }

    /** Waits for the moment to kill; false if the process ends before. */
    private boolean awaitMoment(Child child, boolean hadCheckpoint) throws InterruptedException {
        if (hadCheckpoint && random.nextInt(RECOVERY_ONE_IN) == 0) {
            return child.starting.await(Child.PATIENCE_SECONDS, TimeUnit.SECONDS)
                    && !child.ended.await(random.nextInt(RECOVERY_MILLIS_MAX), TimeUnit.MILLISECONDS);
        }
        boolean lives = child.recovered.await(Child.PATIENCE_SECONDS, TimeUnit.SECONDS)
                && !child.ended.await(random.nextInt(seconds * 1000 / 6), TimeUnit.MILLISECONDS);
        return lives && (random.nextInt(TRANSACTION_ONE_IN) > 0 || awaitTransaction(child));
    }

    /** Waits until a transaction has noted an epoch, and has not ended. */
    private static boolean awaitTransaction(Child child) throws InterruptedException {
        while (!child.ended.await(0, TimeUnit.MILLISECONDS)) {
            if (Database.POSTGRES.number("select count(*) from pg_locks where mode = 'RowExclusiveLock' and relation ="
                            + " to_regclass('millrace_epochs')")
                    > 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasCheckpoint(Path checkpoints) throws IOException {
        if (!Files.isDirectory(checkpoints)) {
            return false;
        }
        try (Stream<Path> files = Files.list(checkpoints)) {
            return files.anyMatch(file -> file.getFileName().toString().matches("checkpoint-[0-9]{19}"));
        }
    }

    /** Arguments: number of kills, seconds of an undisturbed run, records of a run, seed. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("jdbc-kills");
        JdbcKillHarness harness = new JdbcKillHarness(
                directory,
                Integer.parseInt(args[0]),
                Integer.parseInt(args[1]),
                Integer.parseInt(args[2]),
                Long.parseLong(args[3]));
        long startNanos = System.nanoTime();
        System.out.println(harness.run());
        System.out.printf("%d kills in %d s%n", harness.done, (System.nanoTime() - startNanos) / 1_000_000_000);
    }
}
