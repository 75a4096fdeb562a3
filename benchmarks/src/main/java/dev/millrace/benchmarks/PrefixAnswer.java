package dev.millrace.benchmarks;

import dev.millrace.benchmarks.query.Answer;
import java.util.Optional;

/**
 * An answer on the first records. Written by a fork as a line, read by its parent.
 *
 * @param records how many
 * @param answer to the query on them
 */
record PrefixAnswer(long records, Answer answer) {

    private static final String MARK = "answer";

    String toLine() {
        return MARK + " " + records + " " + answer.results() + " " + answer.checksum();
    }

    /** Empty if the line says something else. */
    static Optional<PrefixAnswer> ofLine(String line) {
        String[] words = line.split(" ", -1);
        if (words.length != 4 || !words[0].equals(MARK)) {
            return Optional.empty();
        }
        return Optional.of(new PrefixAnswer(
                Long.parseLong(words[1]), new Answer(Long.parseLong(words[2]), Long.parseLong(words[3]))));
    }
}
