package dev.millrace.runner.flink;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A Flink of processes on this machine, made of the jars that tests have: a job manager, and task managers that can be killed. None of
 * ours is on its class path. The scripts of a distribution would compute the sizes of memory, which are set here.
 */
final class StandaloneFlink implements AutoCloseable {

    private static final List<String> OPENED = List.of(
            "java.lang",
            "java.net",
            "java.io",
            "java.nio",
            "java.lang.reflect",
            "java.text",
            "java.time",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "java.util.concurrent.locks",
            "sun.nio.ch");

    private final Path directory;
    private final String classPath;
    private final int restPort;
    private final List<Process> processes = new ArrayList<>();

    /** Starts a job manager. */
    StandaloneFlink(Path directory) throws IOException {
        this.directory = directory;
        classPath = Arrays.stream(TestClasses.path().split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar")
                        && !Path.of(entry).getFileName().toString().startsWith("millrace-"))
                .collect(Collectors.joining(File.pathSeparator));
        restPort = freePort();
        Files.writeString(directory.resolve("config.yaml"), configuration(freePort()));
        start(
                "jobmanager",
                "-Xmx256m",
                "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                "--configDir",
                directory.toString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private String configuration(int rpcPort) {
        return String.join(
                "\n",
                "jobmanager.rpc.address: 127.0.0.1",
                "jobmanager.bind-host: 127.0.0.1",
                "jobmanager.rpc.port: " + rpcPort,
                "rest.address: 127.0.0.1",
                "rest.bind-address: 127.0.0.1",
                "rest.port: " + restPort,
                "taskmanager.bind-host: 127.0.0.1",
                "taskmanager.host: 127.0.0.1",
                "taskmanager.numberOfTaskSlots: 2",
                "taskmanager.cpu.cores: 1.0",
                "taskmanager.memory.task.heap.size: 128m",
                "taskmanager.memory.task.off-heap.size: 0m",
                "taskmanager.memory.framework.heap.size: 64m",
                "taskmanager.memory.framework.off-heap.size: 64m",
                "taskmanager.memory.managed.size: 32m",
                "taskmanager.memory.network.min: 32m",
                "taskmanager.memory.network.max: 32m",
                "taskmanager.memory.jvm-metaspace.size: 128m",
                "taskmanager.memory.jvm-overhead.min: 64m",
                "taskmanager.memory.jvm-overhead.max: 64m",
                "heartbeat.interval: 1000",
                "heartbeat.timeout: 5000",
                "execution.checkpointing.interval: 500 ms",
                "execution.checkpointing.dir: "
                        + directory.resolve("checkpoints").toUri(),
                "restart-strategy.type: fixed-delay",
                "restart-strategy.fixed-delay.attempts: 20",
                "restart-strategy.fixed-delay.delay: 500 ms",
                "");
    }

    /** Starts a task manager with two slots. */
    Process startTaskManager() throws IOException {
        return start(
                "taskmanager",
                "-Xmx192m",
                "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                "--configDir",
                directory.toString());
    }

    /** Has the cluster run a job jar, as {@code flink run} does; the process ends with the job. */
    Process run(Path jar, int parallelism, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(
                List.of("run", "-m", "127.0.0.1:" + restPort, "-p", String.valueOf(parallelism), jar.toString()));
        words.addAll(List.of(arguments));
        return start("client", "-Xmx128m", "org.apache.flink.client.cli.CliFrontend", words.toArray(String[]::new));
    }

    private Process start(String name, String heap, String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:MaxMetaspaceSize=192m",
                "-XX:TieredStopAtLevel=1"));
        OPENED.forEach(each -> command.add("--add-opens=java.base/" + each + "=ALL-UNNAMED"));
        command.addAll(List.of("-cp", classPath, main));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()));
        builder.environment().put("FLINK_CONF_DIR", directory.toString());
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private Path log(String name) {
        return directory.resolve(name + ".log");
    }

    /** What a process has said, for messages. */
    String said(String name) throws IOException {
        return Files.readString(log(name));
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
    }
}
