package dev.millrace.benchmarks;

import java.util.Optional;

/**
 * What one iteration in a forked process measured. Written by the fork as a line, read by its parent.
 *
 * @param wallNanos from start to end, the start and end of the job included
 * @param cpuNanos of all threads of the process, those of the compiler and the collector included
 * @param allocatedBytes by all Java threads
 * @param answer what was answered
 */
record Iteration(long wallNanos, long cpuNanos, long allocatedBytes, Answer answer) {

    private static final String MARK = "iteration";

    String toLine() {
        return String.join(
                " ",
                MARK,
                Long.toString(wallNanos),
                Long.toString(cpuNanos),
                Long.toString(allocatedBytes),
                Long.toString(answer.results()),
                Long.toString(answer.checksum()));
    }

    /** Empty if the line says something else. */
    static Optional<Iteration> ofLine(String line) {
        String[] words = line.split(" ", -1);
        if (words.length != 6 || !words[0].equals(MARK)) {
            return Optional.empty();
        }
        Answer answer = new Answer(Long.parseLong(words[4]), Long.parseLong(words[5]));
        return Optional.of(
                new Iteration(Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]), answer));
    }
}
