package dev.millrace.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.millrace.benchmarks.query.Answering;
import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.benchmarks.query.Queries;
import dev.millrace.benchmarks.query.Query;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The main class of a forked process: one engine answers one query again and again. Arguments: query, engine, threads, and
 *
 * <ul>
 *   <li>{@code measure}, a {@link Budget}, the number of records or 0: prints an {@link Iteration} for each one that
 *       counts, and the answer;
 *   <li>{@code answer}, numbers of records, 0: prints the answer for each number.
 * </ul>
 */
final class Fork {

    /** Starts the line with the peak of resident memory, in kilobytes. */
    static final String PEAK_RSS = "peak-rss ";

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final long RECORDS_MIN = 256;
    private static final long CALIBRATION_NANOS = 1_000_000_000;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int RUNS_MAX = 100;

    private final Answering answering;

    private Fork(Answering answering) {
        this.answering = answering;
    }

    public static void main(String[] arguments) {
        // Engines may leave threads that would keep the process alive, after a failure most of all.
        try {
            run(List.of(arguments));
            System.exit(0);
        } catch (Throwable failure) {
            System.getLogger(Fork.class.getName()).log(System.Logger.Level.ERROR, "the fork failed", failure);
            System.exit(1);
        }
    }

    private static void run(List<String> arguments) throws Exception {
        Query query = Queries.named(arguments.get(0));
        int threads = Integer.parseInt(arguments.get(2));
        try (Answering answering =
                Engines.of(EngineName.valueOf(arguments.get(1))).open(query, threads)) {
            Fork fork = new Fork(answering);
            if (arguments.get(3).equals("answer")) {
                for (String records : arguments.get(4).split(",", -1)) {
                    fork.answer(Long.parseLong(records));
                }
            } else {
                fork.measure(query.records(), Budget.ofWord(arguments.get(4)), Long.parseLong(arguments.get(5)));
            }
        }
    }

    private void answer(long records) throws Exception {
        answering.prepare(records);
        answering.run(records);
        System.out.println(new PrefixAnswer(records, answering.answer()).toLine());
    }

    private void measure(long recordsMax, Budget budget, long recordsOrNone) throws Exception {
        long boxNanos = budget.boxMillis() * NANOS_PER_MILLI;
        long warmUpEnd = System.nanoTime() + budget.warmUpMillis() * NANOS_PER_MILLI;
        boolean isFixed = recordsOrNone > 0;
        long records = isFixed ? recordsOrNone : calibrate(recordsMax, boxNanos);
        answering.prepare(records);
        long nanos;
        do {
            nanos = timed(records);
            if (!isFixed && records < recordsMax && nanos < boxNanos / 2) {
                // What was slow while it was cold gets more, so that the start of a job does not count for much.
                records = scaled(records, nanos, recordsMax, boxNanos);
                answering.prepare(records);
                nanos = timed(records);
            }
        } while (System.nanoTime() < warmUpEnd);
        long runs = Math.max(1, Math.min(RUNS_MAX, budget.iterationMillis() * NANOS_PER_MILLI / Math.max(1, nanos)));
        for (int i = 0; i < budget.iterations(); i++) {
            System.out.println(iteration(records, runs).toLine());
            System.out.println(new PrefixAnswer(records, answering.answer()).toLine());
        }
        System.out.println(PEAK_RSS + peakRssKilobytes());
    }

    /** All records, or as many as fit into the time. */
    private long calibrate(long recordsMax, long boxNanos) throws Exception {
        long records = RECORDS_MIN;
        while (true) {
            answering.prepare(records);
            long nanos = timed(records);
            if (nanos >= CALIBRATION_NANOS) {
                // The first run of all loads classes.
                nanos = Math.min(nanos, timed(records));
            }
            if (nanos >= CALIBRATION_NANOS) {
                return scaled(records, nanos, recordsMax, boxNanos);
            }
            if (records == recordsMax) {
                return records;
            }
            records = Math.min(recordsMax, records * 2);
        }
    }

    private static long scaled(long records, long nanos, long recordsMax, long boxNanos) {
        return Math.min(recordsMax, Math.max(1, (long) ((double) records * boxNanos / nanos)));
    }

    private long timed(long records) throws Exception {
        long before = System.nanoTime();
        answering.run(records);
        long nanos = System.nanoTime() - before;
        // Files of results are read, and removed, before there are new ones.
        Object unused = answering.answer();
        return nanos;
    }

    private Iteration iteration(long records, long runs) throws Exception {
        // What an iteration leaves behind is its own affair, not that of the next one.
        System.gc();
        long allocatedBefore = allocatedBytes();
        long cpuBefore = SYSTEM.getProcessCpuTime();
        long wallBefore = System.nanoTime();
        for (long run = 0; run < runs; run++) {
            answering.run(records);
        }
        long wall = System.nanoTime() - wallBefore;
        long cpu = SYSTEM.getProcessCpuTime() - cpuBefore;
        return new Iteration(records, wall / runs, cpu / runs, (allocatedBytes() - allocatedBefore) / runs);
    }

    private long allocatedBytes() {
        long sum = answering.bytesAllocatedByEndedThreads();
        for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
            sum += Math.max(0, bytes);
        }
        return sum;
    }

    /** From the operating system; 0 where it does not say. */
    private static long peakRssKilobytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
    }
}
