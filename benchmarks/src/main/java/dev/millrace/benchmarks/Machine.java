package dev.millrace.benchmarks;

import dev.millrace.benchmarks.query.EngineName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Where the benchmarks run, and how. */
final class Machine {

    private static final int HEAP_GIGABYTES = 2;

    /**
     * Options of every measured virtual machine. A heap whose size is fixed and whose pages exist before anything is
     * measured: otherwise code that allocates pays for the first touch of each page, many times its own cost.
     */
    static final List<String> FLAGS = withHeap(HEAP_GIGABYTES);

    /**
     * Where there are several threads: a reference is stored without a write to the collector's card if that is marked, so
     * threads whose objects are neighbours in the heap do not fight for it.
     */
    private static final String FLAG_OF_THREADS = "-XX:+UseCondCardMark";

    /** What Flink and Hazelcast ask for on a JDK with modules. */
    private static final List<String> PEER_FLAGS = Stream.concat(
                    Stream.of(
                                    "java.lang",
                                    "java.lang.reflect",
                                    "java.net",
                                    "java.io",
                                    "java.nio",
                                    "java.text",
                                    "java.time",
                                    "java.util",
                                    "java.util.concurrent",
                                    "java.util.concurrent.atomic",
                                    "java.util.concurrent.locks",
                                    "sun.nio.ch")
                            .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED"),
                    Stream.of(
                            "--add-modules=java.se",
                            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
                            "--add-opens=java.management/sun.management=ALL-UNNAMED",
                            "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED"))
            .toList();

    private Machine() {}

    private static List<String> withHeap(int gigabytes) {
        return List.of(
                "-Xms" + gigabytes + "g",
                "-Xmx" + gigabytes + "g",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseTransparentHugePages",
                "-XX:+UseParallelGC");
    }

    /** Options of the virtual machine that measures an engine. */
    static List<String> flags(EngineName engine, int threads) {
        return flags(engine, threads, HEAP_GIGABYTES);
    }

    /** The same with a heap of another size. */
    static List<String> flags(EngineName engine, int threads, int heapGigabytes) {
        List<String> flags = new ArrayList<>(withHeap(heapGigabytes));
        if (threads > 1) {
            flags.add(FLAG_OF_THREADS);
        }
        if (engine.isPeer()) {
            flags.addAll(PEER_FLAGS);
        }
        return flags;
    }

    /** A line for the head of a report. */
    static String describe(int forks) {
        return String.format(
                Locale.ROOT,
                "%d processors, %s %s, %s %s, flags `%s`, `%s` with several threads, forks: %d%n",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.vm.name"),
                System.getProperty("java.runtime.version"),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                String.join(" ", FLAGS),
                FLAG_OF_THREADS,
                forks);
    }
}
