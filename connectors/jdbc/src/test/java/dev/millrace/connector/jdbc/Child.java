package dev.millrace.connector.jdbc;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A process of {@link KilledJdbcJob}, and what it says. */
final class Child {

    /** A process that is not killed must end within this. */
    static final long PATIENCE_SECONDS = 180;

    private static final int STATUS_OF_SIGKILL = 128 + 9;

    final CountDownLatch starting = new CountDownLatch(1);
    final CountDownLatch recovered = new CountDownLatch(1);

    /** It has come to its end, or is gone. */
    final CountDownLatch ended = new CountDownLatch(1);

    private final Process process;
    private final Thread reader;
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    private Child(Process process) {
        this.process = process;
        reader = new Thread(this::read, "output of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    static Child start(String prefix, Path input, Path checkpoints, int recordsPerSecond) throws IOException {
        return new Child(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-Xmx256m",
                        "-ea",
                        "-cp",
                        classPath(),
                        KilledJdbcJob.class.getName(),
                        Database.server().url(),
                        prefix,
                        input.toString(),
                        checkpoints.toString(),
                        Integer.toString(recordsPerSecond))
                .redirectErrorStream(true)
                .start());
    }

    /** That of this process, or of the class loader that tests run in. */
    private static String classPath() {
        if (Child.class.getClassLoader() instanceof URLClassLoader loader) {
            return Arrays.stream(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(File.pathSeparator));
        }
        String ofSurefire = System.getProperty("surefire.test.class.path");
        return ofSurefire == null ? System.getProperty("java.class.path") : ofSurefire;
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), Charset.defaultCharset()))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
                switch (line) {
                    case KilledJdbcJob.STARTING -> starting.countDown();
                    case KilledJdbcJob.RECOVERED -> recovered.countDown();
                    case KilledJdbcJob.DONE -> ended.countDown();
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
        if (status != STATUS_OF_SIGKILL && !hasSaid(KilledJdbcJob.DONE)) {
            throw new AssertionError("killed, but its status is " + status + ":\n" + this);
        }
    }

    /** Stops it where it stands, or has it go on, by a signal. */
    void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (status != 0) {
            throw new AssertionError("kill -" + name + " has status " + status);
        }
    }

    /** However it ends. */
    void awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("no end after " + PATIENCE_SECONDS + " s:\n" + this);
        }
        reader.join();
    }

    void awaitSuccess() throws InterruptedException {
        awaitEnd();
        if (process.exitValue() != 0 || !hasSaid(KilledJdbcJob.DONE)) {
            throw new AssertionError("failed by itself, with status " + process.exitValue() + ":\n" + this);
        }
    }

    boolean hasSaid(String line) {
        return lines.contains(line);
    }

    @Override
    public String toString() {
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }
}
