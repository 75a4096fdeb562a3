package dev.millrace.testkit;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A JVM beside this one with the same class path, to be killed by a test, and what it says on standard output and standard error. Signals are sent by
 * the {@code kill} program, so not on Windows. All methods may be called by any thread.
 */
public final class ChildProcess {

    /** A process that is left alone must say what is expected, and end, within this: three minutes. */
    public static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final int STATUS_OF_SIGKILL = 128 + 9;

    private final Process process;
    private final Thread reader;

    /** What it has said. Guarded by itself, and notified for each line. */
    private final List<String> lines = new ArrayList<>();

    /** Nothing more will be said. Guarded by the lines. */
    private boolean isSilent;

    private ChildProcess(Process process) {
        this.process = process;
        reader = new Thread(this::read, "output of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts one, with 256 MiB of heap and assertions, tuned for a short life.
     *
     * @param main its class with a {@code main}
     * @param arguments of the {@code main}
     * @return a process that runs
     * @throws IOException if none can be started
     */
    public static ChildProcess start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx256m",
                "-ea",
                "-cp",
                classPath(main),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ChildProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** That of this process, or of the class loader that has the class. */
    private static String classPath(Class<?> main) {
        if (main.getClassLoader() instanceof URLClassLoader loader) {
            return Arrays.stream(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(File.pathSeparator));
        }
        String ofSurefire = System.getProperty("surefire.test.class.path");
        return ofSurefire == null ? System.getProperty("java.class.path") : ofSurefire;
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), Charset.defaultCharset()))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                    lines.notifyAll();
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            synchronized (lines) {
                isSilent = true;
                lines.notifyAll();
            }
        }
    }

    /**
     * Waits until it has said something, or is gone.
     *
     * @param line the whole line
     * @param timeout how long at most
     * @return whether it has said it or is gone; false after the timeout
     * @throws InterruptedException if this thread is interrupted
     */
    public boolean awaitLine(String line, Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        synchronized (lines) {
            while (!isSilent && !lines.contains(line)) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(lines, left);
            }
            return true;
        }
    }

    /**
     * Whether it has said something so far.
     *
     * @param line the whole line
     * @return false if it has not, or not yet
     */
    public boolean hasSaid(String line) {
        synchronized (lines) {
            return lines.contains(line);
        }
    }

    /**
     * Ends it by SIGKILL, which nothing in it can see coming, and returns when it is gone.
     *
     * @throws InterruptedException if this thread is interrupted
     * @throws AssertionError if it had failed before
     */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        int status = process.waitFor();
        reader.join();
        if (status != STATUS_OF_SIGKILL && status != 0) {
            throw new AssertionError("killed, but its status is " + status + ":\n" + this);
        }
    }

    /**
     * Sends it a signal, to have it stand still or go on.
     *
     * @param name as {@code STOP} or {@code CONT}
     * @throws IOException if there is no program {@code kill}
     * @throws InterruptedException if this thread is interrupted
     */
    public void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (status != 0) {
            throw new AssertionError("kill -" + name + " has status " + status);
        }
    }

    /**
     * Waits for its end, however it ends.
     *
     * @throws InterruptedException if this thread is interrupted
     * @throws AssertionError if that takes longer than {@link #PATIENCE}
     */
    public void awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("no end after " + PATIENCE + ":\n" + this);
        }
        reader.join();
    }

    /**
     * Waits for its end, which must be a good one.
     *
     * @throws InterruptedException if this thread is interrupted
     * @throws AssertionError if it fails, or that takes longer than {@link #PATIENCE}
     */
    public void awaitSuccess() throws InterruptedException {
        awaitEnd();
        if (process.exitValue() != 0) {
            throw new AssertionError("failed by itself, with status " + process.exitValue() + ":\n" + this);
        }
    }

    /** All that it has said so far. */
    @Override
    public String toString() {
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }
}
