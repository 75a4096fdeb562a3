package dev.millrace.benchmarks.peers;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What threads have allocated that are no more, of those that said so before they ended. */
public final class EndedThreads {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Map<Long, Long> BYTES = new ConcurrentHashMap<>();

    private EndedThreads() {}

    /** To be called by a thread that is about to end; may be called again. */
    public static void iAmAboutToEnd() {
        long id = Thread.currentThread().getId();
        BYTES.put(id, THREADS.getThreadAllocatedBytes(id));
    }

    /**
     * The sum of those that have ended.
     *
     * @return bytes
     */
    public static long bytes() {
        return BYTES.entrySet().stream()
                .filter(entry -> THREADS.getThreadInfo(entry.getKey()) == null)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
