package dev.millrace.benchmarks.recovery;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What has been done, and spent, up to a moment.
 *
 * @param results of the job
 * @param wallNanos of the clock
 * @param cpuNanos of all threads of the process, those of the compiler and the collector included
 * @param collectorMillis for which threads stood still, or that a concurrent collector was at work
 * @param writtenBytes that the process has given to disks, as the operating system counts; 0 if it does not
 */
record Sample(long results, long wallNanos, long cpuNanos, long collectorMillis, long writtenBytes) {

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    static Sample of(Trial trial) throws IOException {
        return new Sample(
                trial.results(),
                System.nanoTime(),
                SYSTEM.getProcessCpuTime(),
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                        .sum(),
                writtenSoFar());
    }

    private static long writtenSoFar() throws IOException {
        Path counters = Path.of("/proc/self/io");
        if (!Files.isReadable(counters)) {
            return 0;
        }
        return Files.readAllLines(counters).stream()
                .filter(line -> line.startsWith("write_bytes:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
    }

    /** Adds what happened since an earlier moment. */
    void addSince(Sample before, Figures to) {
        double records = results - before.results;
        to.add("records_per_s", records * 1e9 / (wallNanos - before.wallNanos));
        to.add("records_per_cpu_s", records * 1e9 / (cpuNanos - before.cpuNanos));
        to.add("collector_share", (collectorMillis - before.collectorMillis) * 1e6 / (wallNanos - before.wallNanos));
        to.add("written_mb", (writtenBytes - before.writtenBytes) / 1e6);
    }
}
