package dev.millrace.it.recovery;

import dev.millrace.it.TestClassPath;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Kills a process that runs {@link KilledJob}, at random moments, and starts it again until it ends; then its files must be, byte
 * for byte, those of a process that nobody has killed. And again, until there were enough kills. The signal is SIGKILL: nothing in the process can see it coming.
 *
 * <p>Run it for long with {@code java ... KillHarness KILLS SECONDS SEED}: so many kills of runs that take so long if nobody
 * kills them.
 */
final class KillHarness {

    private static final int STATUS_OF_SIGKILL = 128 + 9;

    /** One kill in so many comes while the job recovers. */
    private static final int RECOVERY_ONE_IN = 4;

    /** One kill in so many comes when rows of an epoch that has not ended are seen on the disk. */
    private static final int OPEN_EPOCH_ONE_IN = 5;

    private static final int RECOVERY_MILLIS_MAX = 80;

    /** A run that is not killed must end in so many times what it should take. */
    private static final long PATIENCE_SECONDS = 120;

    private static final Pattern DISCARDED =
            Pattern.compile(".*: ([0-9]+) bytes of rows that no checkpoint knows are discarded.*");

    private final Path directory;
    private final int kills;
    private final int seconds;
    private final Random random;

    private int done;
    private int rounds;
    private int afterFirstEpoch;
    private int duringRecovery;
    private int discarding;
    private long discardedBytes;

    /**
     * What happened.
     *
     * @param kills how many processes were killed
     * @param rounds how often the job was run to its end
     * @param afterFirstEpoch kills that found a complete checkpoint
     * @param duringRecovery kills of a process that had a checkpoint to start from, and had completed none of its own
     * @param discarding kills that left rows on the disk which no checkpoint knew, so that they were discarded later
     * @param discardedBytes how much that was
     */
    record Report(
            int kills, int rounds, int afterFirstEpoch, int duringRecovery, int discarding, long discardedBytes) {}

    KillHarness(Path directory, int kills, int seconds, long seed) {
        this.directory = directory;
        this.kills = kills;
        this.seconds = seconds;
        random = new Random(seed);
    }

    /** Makes the kills, and compares. */
    Report run() throws IOException, InterruptedException {
        Path undisturbed = Files.createDirectories(directory.resolve("undisturbed"));
        Child whole = start(undisturbed, KilledJob.EDITS, KilledJob.SHORT_EPOCH);
        whole.awaitEnd();
        while (done < kills) {
            Path round = Files.createDirectories(directory.resolve("round-" + rounds));
            runToEnd(round);
            rounds++;
            requireSame(undisturbed, round);
            requireNothingHidden(round);
            delete(round);
        }
        return new Report(done, rounds, afterFirstEpoch, duringRecovery, discarding, discardedBytes);
    }

    private void runToEnd(Path round) throws IOException, InterruptedException {
        while (true) {
            boolean hadCheckpoint = hasCheckpoint(round);
            boolean inOpenEpoch = done % OPEN_EPOCH_ONE_IN == OPEN_EPOCH_ONE_IN - 1;
            Child child = start(
                    round,
                    Math.max(1, KilledJob.EDITS / seconds),
                    inOpenEpoch ? KilledJob.LONG_EPOCH : KilledJob.SHORT_EPOCH);
            if (done < kills && (inOpenEpoch ? awaitRows(child, round) : awaitMoment(child, hadCheckpoint))) {
                child.kill();
            } else {
                child.awaitEnd();
            }
            countDiscarded(child);
            if (child.hasEnded()) {
                return;
            }
            done++;
            afterFirstEpoch += hasCheckpoint(round) ? 1 : 0;
            duringRecovery += hadCheckpoint && !child.hasRecovered() ? 1 : 0;
        }
    }

    /** Waits for the moment to kill; false if the process ends before. */
    private boolean awaitMoment(Child child, boolean hadCheckpoint) throws InterruptedException {
        if (hadCheckpoint && random.nextInt(RECOVERY_ONE_IN) == 0) {
            return child.starting.await(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    && !child.ended.await(random.nextInt(RECOVERY_MILLIS_MAX), TimeUnit.MILLISECONDS);
        }
        return child.recovered.await(PATIENCE_SECONDS, TimeUnit.SECONDS)
                && !child.ended.await(random.nextInt(seconds * 1000 / 6), TimeUnit.MILLISECONDS);
    }

    /** Waits until rows are on the disk of an epoch that began after the first; false if the process ends before. */
    private static boolean awaitRows(Child child, Path round) throws IOException, InterruptedException {
        child.recovered.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        Set<Path> ofFirstEpoch = hiddenWithRows(round);
        while (!child.ended.await(1, TimeUnit.MILLISECONDS)) {
            if (!ofFirstEpoch.containsAll(hiddenWithRows(round))) {
                return true;
            }
        }
        return false;
    }

    private static Set<Path> hiddenWithRows(Path round) throws IOException {
        Set<Path> found = new HashSet<>();
        try (DirectoryStream<Path> hidden = Files.newDirectoryStream(round, ".*.tmp")) {
            for (Path file : hidden) {
                // What was committed since it was listed is gone, and has none.
                if (file.toFile().length() > 0) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    private void countDiscarded(Child child) {
        long bytes = 0;
        for (String line : child.lines()) {
            Matcher matcher = DISCARDED.matcher(line);
            bytes += matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
        }
        discarding += bytes > 0 ? 1 : 0;
        discardedBytes += bytes;
    }

    private static boolean hasCheckpoint(Path round) throws IOException {
        Path checkpoints = KilledJob.checkpoints(round);
        if (!Files.isDirectory(checkpoints)) {
            return false;
        }
        try (Stream<Path> files = Files.list(checkpoints)) {
            return files.anyMatch(file -> file.getFileName().toString().matches("checkpoint-[0-9]{19}"));
        }
    }

    private static void requireSame(Path undisturbed, Path round) throws IOException {
        for (String name : KilledJob.OUTPUTS) {
            List<String> expected = lines(undisturbed.resolve(name));
            List<String> actual = lines(round.resolve(name));
            for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
                String line = i < expected.size() ? expected.get(i) : "(the end)";
                String found = i < actual.size() ? actual.get(i) : "(the end)";
                if (!line.equals(found)) {
                    throw new AssertionError(round.resolve(name) + " differs in line " + (i + 1) + ":\n" + found
                            + "\nand not:\n" + line);
                }
            }
        }
    }

    /** With their ends. */
    private static List<String> lines(Path file) throws IOException {
        String text = Files.readString(file);
        if (!text.endsWith("\n")) {
            throw new AssertionError(file + " is empty or cut off");
        }
        return List.of(text.split("(?<=\n)"));
    }

    private static void requireNothingHidden(Path round) throws IOException {
        try (Stream<Path> files = Files.list(round)) {
            List<Path> hidden = files.filter(
                            file -> file.getFileName().toString().startsWith("."))
                    .toList();
            if (!hidden.isEmpty()) {
                throw new AssertionError("left behind: " + hidden);
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static Child start(Path round, long editsPerSecond, Duration epoch) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-ea",
                        "-cp",
                        TestClassPath.get(),
                        KilledJob.class.getName(),
                        round.toString(),
                        Long.toString(editsPerSecond),
                        Long.toString(epoch.toMillis()))
                .redirectErrorStream(true)
                .start();
        return new Child(process);
    }

    /** A process, and what it says. */
    private static final class Child {

        private final Process process;
        private final Thread reader;
        private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
        private final CountDownLatch starting = new CountDownLatch(1);
        private final CountDownLatch recovered = new CountDownLatch(1);

        /** It has come to its end, or is gone. */
        private final CountDownLatch ended = new CountDownLatch(1);

        Child(Process process) {
            this.process = process;
            reader = new Thread(this::read, "output of " + process.pid());
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try (BufferedReader in =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), Charset.defaultCharset()))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    lines.add(line);
                    switch (line) {
                        case KilledJob.STARTING -> starting.countDown();
                        case KilledJob.RECOVERED -> recovered.countDown();
                        case KilledJob.DONE -> ended.countDown();
                        default -> {}
                    }
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            } finally {
                starting.countDown();
                recovered.countDown();
                ended.countDown();
            }
        }

        void kill() throws InterruptedException {
            process.destroyForcibly();
            int status = process.waitFor();
            reader.join();
            if (status != STATUS_OF_SIGKILL && !hasEnded()) {
                throw new AssertionError("killed, but its status is " + status + ":\n" + this);
            }
        }

        void awaitEnd() throws InterruptedException {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("no end after " + PATIENCE_SECONDS + " s:\n" + this);
            }
            reader.join();
            if (process.exitValue() != 0 || !hasEnded()) {
                throw new AssertionError("failed by itself, with status " + process.exitValue() + ":\n" + this);
            }
        }

        List<String> lines() {
            synchronized (lines) {
                return List.copyOf(lines);
            }
        }

        boolean hasEnded() {
            return lines.contains(KilledJob.DONE);
        }

        boolean hasRecovered() {
            return lines.contains(KilledJob.RECOVERED);
        }

        @Override
        public String toString() {
            return String.join("\n", lines());
        }
    }

    /** Arguments: number of kills, seconds of an undisturbed run, seed. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("kills");
        KillHarness harness = new KillHarness(
                directory, Integer.parseInt(args[0]), Integer.parseInt(args[1]), Long.parseLong(args[2]));
        long startNanos = System.nanoTime();
        // If it fails, what the processes wrote stays to be looked at.
        System.out.println(harness.run());
        System.out.printf("%d kills in %d s%n", harness.done, (System.nanoTime() - startNanos) / 1_000_000_000);
        delete(directory);
    }
}
