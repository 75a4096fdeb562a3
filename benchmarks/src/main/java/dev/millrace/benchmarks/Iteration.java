package dev.millrace.benchmarks;

import java.util.Optional;

/**
 * What one iteration in a forked process measured, for one run; an iteration of short runs is the mean of several. Written
 * by the fork as a line, read by its parent.
 *
 * @param records of a run
 * @param wallNanos from start to end, the start and end of the job included
 * @param cpuNanos of all threads of the process, those of the compiler and the collector included
 * @param allocatedBytes by all Java threads
 */
record Iteration(long records, long wallNanos, long cpuNanos, long allocatedBytes) {

    private static final String MARK = "iteration";
    private static final double NANOS_PER_SECOND = 1e9;

    double seconds() {
        return wallNanos / NANOS_PER_SECOND;
    }

    double cpuSeconds() {
        return cpuNanos / NANOS_PER_SECOND;
    }

    double recordsPerSecond() {
        return records / seconds();
    }

    double recordsPerCpuSecond() {
        return records / cpuSeconds();
    }

    double allocatedBytesPerRecord() {
        return (double) allocatedBytes / records;
    }

    String toLine() {
        return String.join(
                " ",
                MARK,
                Long.toString(records),
                Long.toString(wallNanos),
                Long.toString(cpuNanos),
                Long.toString(allocatedBytes));
    }

    /** Empty if the line says something else. */
    static Optional<Iteration> ofLine(String line) {
        String[] words = line.split(" ", -1);
        if (words.length != 5 || !words[0].equals(MARK)) {
            return Optional.empty();
        }
        return Optional.of(new Iteration(
                Long.parseLong(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                Long.parseLong(words[4])));
    }
}
