package dev.millrace.engine.store;

import dev.millrace.api.storage.Storage;
import dev.millrace.api.type.Codecs;
import dev.millrace.api.type.CorruptDataException;
import dev.millrace.engine.log.LogKind;
import dev.millrace.engine.log.LogReader;
import dev.millrace.engine.store.v1.FileNames;
import dev.millrace.engine.store.v1.SnapshotHeader;
import dev.millrace.engine.store.v1.SnapshotReader;
import dev.millrace.engine.store.v1.Write;
import dev.millrace.engine.store.v1.WriteGroups;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the newest snapshot and the logs behind it into a table. */
final class Recovery<K extends Comparable<? super K>, V> {

    private final Storage storage;
    private final Codecs codecs;
    private final VersionedTable<K, V> table;
    private long version;
    private long timeMillis = Long.MIN_VALUE;

    Recovery(Storage storage, VersionedTable<K, V> table, Codecs codecs) {
        this.codecs = codecs;
        this.storage = storage;
        this.table = table;
    }

    Recovered<K, V> run() throws IOException {
        List<String> names = storage.names();
        List<Long> snapshots = FileNames.snapshots(names);
        long first = 1;
        if (!snapshots.isEmpty()) {
            first = snapshots.get(snapshots.size() - 1);
            readSnapshot(first);
        }
        Recovered<K, V> recovered = readLogs(logsFrom(first, names, !snapshots.isEmpty()), first);
        table.publish(version);
        // Files that were found may have been made by a process that died before it made their names durable.
        storage.sync();
        return recovered;
    }

    private List<Long> logsFrom(long first, List<String> names, boolean isFirstNeeded) {
        List<Long> logs =
                FileNames.logs(names).stream().filter(number -> number >= first).toList();
        long last = logs.isEmpty() ? (isFirstNeeded ? first : first - 1) : logs.get(logs.size() - 1);
        for (long number = first; number <= last; number++) {
            if (!logs.contains(number)) {
                throw new CorruptDataException(storage.describe() + "/" + FileNames.log(number)
                        + " is missing, but there is what comes after it; restore it from a copy");
            }
        }
        return logs;
    }

    private void readSnapshot(long number) throws IOException {
        try (SnapshotReader<K, V> reader = new SnapshotReader<>(storage, number, codecs)) {
            SnapshotHeader header = reader.read(new RestoredRows<>(table));
            table.restore(header);
            version = header.version();
            timeMillis = header.timeMillis();
        }
    }

    private Recovered<K, V> readLogs(List<Long> numbers, long first) throws IOException {
        List<LogReader<List<Write<K, V>>>> readers = new ArrayList<>();
        try {
            for (long number : numbers) {
                WriteGroups<K, V> groups = new WriteGroups<>(codecs);
                readers.add(LogReader.open(storage, LogKind.STORE, number, groups::decode));
            }
            long bytes = 0;
            for (int i = 0; i < readers.size(); i++) {
                boolean isLast = i == readers.size() - 1;
                readers.get(i)
                        .read(isLast ? -1 : readers.get(i + 1).previousEnd(), group -> group.forEach(this::apply));
                bytes += readers.get(i).certainEnd();
            }
            if (readers.isEmpty()) {
                return new Recovered<>(version, timeMillis, first, 0, List.of(), 0);
            }
            LogReader<List<Write<K, V>>> last = readers.get(readers.size() - 1);
            long next = numbers.get(numbers.size() - 1) + 1;
            List<Write<K, V>> uncertain = last.uncertain();
            return new Recovered<>(
                    version, timeMillis, next, last.certainEnd(), uncertain == null ? List.of() : uncertain, bytes);
        } finally {
            for (LogReader<List<Write<K, V>>> reader : readers) {
                reader.close();
            }
        }
    }

    private void apply(Write<K, V> write) {
        if (write.version() != version + 1) {
            throw new CorruptDataException(storage.describe() + ": after write " + version + " comes write "
                    + write.version() + "; files are missing, or are of another store");
        }
        version = write.version();
        timeMillis = write.timeMillis();
        // Of what follows nothing can be read yet, so a cell may be trimmed up to here.
        table.publish(version);
        table.apply(write);
        table.publishMarks(write);
    }
}
