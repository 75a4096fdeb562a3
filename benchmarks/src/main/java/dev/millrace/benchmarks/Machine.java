package dev.millrace.benchmarks;

import java.util.List;
import java.util.Locale;

/** Where the benchmarks run, and how. */
final class Machine {

    /**
     * Options of every measured virtual machine. A heap whose size is fixed and whose pages exist before anything is
     * measured: otherwise code that allocates pays for the first touch of each page, many times its own cost.
     */
    static final List<String> FLAGS =
            List.of("-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch", "-XX:+UseTransparentHugePages", "-XX:+UseParallelGC");

    private Machine() {}

    /** A line for the head of a report. */
    static String describe(int forks) {
        return String.format(
                Locale.ROOT,
                "%d processors, %s %s, %s %s, flags `%s`, forks: %d%n",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.vm.name"),
                System.getProperty("java.runtime.version"),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                String.join(" ", FLAGS),
                forks);
    }
}
