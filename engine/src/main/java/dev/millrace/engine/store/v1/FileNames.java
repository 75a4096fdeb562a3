package dev.millrace.engine.store.v1;

import dev.millrace.engine.log.LogKind;
import java.util.List;

/** What the files of a store are called. */
public final class FileNames {

    /** Named and numbered as logs are. */
    private static final LogKind SNAPSHOT = new LogKind("snapshot-", Kind.SNAPSHOT_HEADER);

    private FileNames() {}

    /** The name of a log. */
    public static String log(long number) {
        return LogKind.STORE.name(number);
    }

    /** The name of a snapshot. */
    public static String snapshot(long number) {
        return SNAPSHOT.name(number);
    }

    /** The numbers of the logs among some files, ascending. */
    public static List<Long> logs(List<String> names) {
        return LogKind.STORE.numbers(names);
    }

    /** The numbers of the snapshots among some files, ascending. */
    public static List<Long> snapshots(List<String> names) {
        return SNAPSHOT.numbers(names);
    }

    /** Whether a file is one that a store began and did not finish. */
    public static boolean isUnfinished(String name) {
        return LogKind.STORE.isUnfinished(name) || SNAPSHOT.isUnfinished(name);
    }
}
