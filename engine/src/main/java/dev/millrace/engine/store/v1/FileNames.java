package dev.millrace.engine.store.v1;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the files of a store are called. */
public final class FileNames {

    /** Ends the names of files that are not complete. */
    public static final String UNFINISHED = ".tmp";

    private static final Pattern LOG = Pattern.compile("log-(\\d{16})");
    private static final Pattern SNAPSHOT = Pattern.compile("snapshot-(\\d{16})");

    private FileNames() {}

    /** The name of a log. */
    public static String log(long number) {
        return String.format(Locale.ROOT, "log-%016d", number);
    }

    /** The name of a snapshot. */
    public static String snapshot(long number) {
        return String.format(Locale.ROOT, "snapshot-%016d", number);
    }

    /** The numbers of the logs among some files, ascending. */
    public static List<Long> logs(List<String> names) {
        return numbers(names, LOG);
    }

    /** The numbers of the snapshots among some files, ascending. */
    public static List<Long> snapshots(List<String> names) {
        return numbers(names, SNAPSHOT);
    }

    private static List<Long> numbers(List<String> names, Pattern pattern) {
        return names.stream()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .flatMap(matcher -> Stream.of(Long.valueOf(matcher.group(1))))
                .sorted()
                .toList();
    }

    /** Whether a file is one that a store began and did not finish. */
    public static boolean isUnfinished(String name) {
        return name.endsWith(UNFINISHED) && (name.startsWith("log-") || name.startsWith("snapshot-"));
    }
}
