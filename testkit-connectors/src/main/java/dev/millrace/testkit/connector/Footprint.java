package dev.millrace.testkit.connector;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.testkit.Jobs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What this process holds: threads, and open files and connections, where the system tells.
 *
 * @param threads that live
 * @param files open ones, sockets among them; 0 where that cannot be told
 */
record Footprint(int threads, int files) {

    /** Where Linux lists them. */
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    private static final int LOOKS = 5;
    private static final long BETWEEN_LOOKS_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Something that may leave something behind. */
    interface Use {

        /** Opens something, uses it, and closes it. */
        void run() throws Exception;
    }

    static Footprint now() {
        try {
            return new Footprint(Thread.activeCount(), openFiles());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static int openFiles() throws IOException {
        if (!Files.isDirectory(OPEN_FILES)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(OPEN_FILES)) {
            return (int) files.count();
        }
    }

    /**
     * Something that is used many times must not leave as much behind: not a thread or a file for each time. What the other end
     * keeps in this process, if it runs here, comes and goes, and some of what is used first stays; so it is not counted exactly.
     */
    static void requireNothingLeft(int times, Duration patience, Use use) throws Exception {
        use.run();
        Footprint before = now();
        for (int i = 0; i < times; i++) {
            use.run();
        }
        Jobs.await("nothing left of " + times + " uses; before, " + before, patience, () -> {
            Footprint after = now();
            return after.threads - before.threads < times && after.files - before.files < times;
        });
    }

    /** Memory that is in use, when what is garbage has gone. */
    static long heapBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** Looks for a while, as what fetches does so on threads of its own. */
    static void requireHeap(long before, long more, String what) {
        for (int look = 0; look < LOOKS; look++) {
            long taken = heapBytes() - before;
            assertTrue(taken <= more, () -> what + " takes " + taken + " bytes, and may take " + more);
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
    }
}
