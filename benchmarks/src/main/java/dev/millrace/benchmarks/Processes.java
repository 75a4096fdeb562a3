package dev.millrace.benchmarks;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Starts virtual machines like this one. */
final class Processes {

    /** System property with the class path of the engines of others; set by the {@code millrace} script. */
    private static final String PEERS = "millrace.benchmarks.peers";

    /** The same for what Flink alone needs, and before the others. */
    private static final String FLINK = "millrace.benchmarks.flink";

    /** A process that takes longer hangs. */
    private static final long MINUTES_MAX = 10;

    private Processes() {}

    static boolean arePeersThere() {
        return System.getProperty(PEERS) != null;
    }

    /** The command that runs a main class with this process's Java and class path. */
    static List<String> java(List<String> flags, Class<?> main, String... arguments) {
        return java(false, flags, main, arguments);
    }

    /** The same, with the engines of others on the class path if they are wanted. */
    static List<String> java(boolean withPeers, List<String> flags, Class<?> main, String... arguments) {
        String classPath = withPeers ? classPathWithPeers() : System.getProperty("java.class.path");
        return java(classPath, flags, main.getName(), arguments);
    }

    /** The same for a class of the module of the peers, for Flink behind the libraries that only it needs. */
    static List<String> ofPeers(boolean isFlink, List<String> flags, String main, String... arguments) {
        String first = isFlink ? System.getProperty(FLINK) + File.pathSeparator : "";
        return java(first + classPathWithPeers(), flags, main, arguments);
    }

    private static String classPathWithPeers() {
        return System.getProperty("java.class.path") + File.pathSeparator + System.getProperty(PEERS);
    }

    private static List<String> java(String classPath, List<String> flags, String main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath, main));
        command.addAll(List.of(arguments));
        return command;
    }

    /**
     * Runs a command to its end. It does not outlive this process.
     *
     * @return the lines of its output
     * @throws IOException if it ends with an error, or not in time
     */
    static List<String> run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread killer = new Thread(process::destroyForcibly, "end of " + process.pid());
        Runtime.getRuntime().addShutdownHook(killer);
        CompletableFuture<Process> end = process.onExit().completeOnTimeout(process, MINUTES_MAX, TimeUnit.MINUTES);
        CompletableFuture<Void> watch = end.thenAccept(Process::destroyForcibly);
        try {
            List<String> lines;
            try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                lines = output.lines().toList();
            }
            int exitCode = process.waitFor();
            if (exitCode != 0) {
                throw new IOException("exit code " + exitCode + " of " + command + "\n" + String.join("\n", lines));
            }
            return lines;
        } finally {
            watch.cancel(false);
            process.destroyForcibly();
            Runtime.getRuntime().removeShutdownHook(killer);
        }
    }

    /** Starts a command that is there for others. */
    static Running start(List<String> command) throws IOException {
        return new Running(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** A process that ends when it is closed, and does not outlive this one: it has to end with its input. */
    record Running(Process process) implements AutoCloseable {

        /** The next line of what it says. */
        String line() throws IOException {
            String line = process.inputReader(StandardCharsets.UTF_8).readLine();
            if (line == null) {
                throw new IOException(process.info().commandLine().orElse("a process") + " has said nothing");
            }
            return line;
        }

        @Override
        public void close() throws IOException {
            process.getOutputStream().close();
            try {
                int unused = process.waitFor();
            } catch (InterruptedException interrupted) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
