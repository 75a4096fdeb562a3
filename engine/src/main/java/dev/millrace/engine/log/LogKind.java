package dev.millrace.engine.log;

import java.util.List;
import java.util.Locale;

/**
 * Whose logs these are, and so what they are called.
 *
 * @param prefix of the names of files
 * @param header first byte of the first frame
 */
public record LogKind(String prefix, int header) {

    /** Of stores. */
    public static final LogKind STORE = new LogKind("log-", 1);

    /** Of what is pushed. */
    public static final LogKind JOURNAL = new LogKind("journal-", 7);

    /** Ends the names of files that are not complete. */
    public static final String UNFINISHED = ".tmp";

    static final int GROUP = 2;
    static final int END = 3;
    static final int FORMAT = 1;

    private static final int DIGITS = 16;

    /** The name of a log. */
    public String name(long number) {
        return String.format(Locale.ROOT, "%s%0" + DIGITS + "d", prefix, number);
    }

    /** The numbers of the logs among some files, ascending. */
    public List<Long> numbers(List<String> names) {
        return names.stream()
                .filter(this::isComplete)
                .map(name -> Long.valueOf(name.substring(prefix.length())))
                .sorted()
                .toList();
    }

    private boolean isComplete(String name) {
        return name.startsWith(prefix)
                && name.length() == prefix.length() + DIGITS
                && name.chars().skip(prefix.length()).allMatch(digit -> digit >= '0' && digit <= '9');
    }

    /** Whether a file is a log that was begun and not finished. */
    public boolean isUnfinished(String name) {
        return name.startsWith(prefix) && name.endsWith(UNFINISHED);
    }
}
