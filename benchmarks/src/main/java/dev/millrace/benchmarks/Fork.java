package dev.millrace.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.millrace.engine.EmbeddedRuntime;
import java.lang.management.ManagementFactory;

/**
 * The main class of a forked process: answers one query again and again, by one side, and prints what each measured
 * iteration took. Arguments: case, side, records, warm-up iterations, measured iterations.
 */
final class Fork {

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Query query;
    private final Side side;
    private final long records;
    private final EmbeddedRuntime runtime;

    private Fork(Query query, Side side, long records, EmbeddedRuntime runtime) {
        this.query = query;
        this.side = side;
        this.records = records;
        this.runtime = runtime;
    }

    public static void main(String[] arguments) throws Exception {
        Case measured = Case.named(arguments[0]);
        // The runtime and its threads outlive all iterations, so that what they allocate can be asked for afterwards.
        try (EmbeddedRuntime runtime =
                EmbeddedRuntime.builder().workers(measured.workers()).build()) {
            Fork fork =
                    new Fork(measured.query().get(), Side.valueOf(arguments[1]), Long.parseLong(arguments[2]), runtime);
            for (int i = Integer.parseInt(arguments[3]); i > 0; i--) {
                Answer unused = fork.answer();
            }
            for (int i = Integer.parseInt(arguments[4]); i > 0; i--) {
                System.out.println(fork.measure().toLine());
            }
        }
    }

    private Answer answer() throws Exception {
        return side == Side.MILLRACE ? query.byMillrace(runtime, records) : query.byHand(side == Side.FUSED, records);
    }

    private Iteration measure() throws Exception {
        // What an iteration leaves behind is its own affair, not that of the next one.
        System.gc();
        long allocatedBefore = allocatedBytes();
        long cpuBefore = SYSTEM.getProcessCpuTime();
        long wallBefore = System.nanoTime();
        Answer answer = answer();
        long wall = System.nanoTime() - wallBefore;
        long cpu = SYSTEM.getProcessCpuTime() - cpuBefore;
        return new Iteration(wall, cpu, allocatedBytes() - allocatedBefore, answer);
    }

    private static long allocatedBytes() {
        long sum = 0;
        for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
            sum += Math.max(0, bytes);
        }
        return sum;
    }
}
