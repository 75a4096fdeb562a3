package dev.millrace.engine.journal;

import dev.millrace.api.storage.Storage;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.Codecs;
import dev.millrace.api.type.CorruptDataException;
import dev.millrace.engine.journal.v1.RecordGroup;
import dev.millrace.engine.log.LogKind;
import dev.millrace.engine.log.LogReader;
import dev.millrace.engine.log.LogWriter;
import dev.millrace.engine.log.Values;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/** Finds out what is in the files of a journal. */
public final class JournalRecovery {

    private final Storage storage;
    private final Codecs codecs;
    private final NavigableMap<Long, JournalFile> files = new TreeMap<>();
    private long next;

    private JournalRecovery(Storage storage, Codecs codecs) {
        this.storage = storage;
        this.codecs = codecs;
    }

    /**
     * Opens a journal.
     *
     * @param storage where its files are, and no others
     * @param codecs write and read records
     * @param bytesMax how long all files together may get
     * @param lock of the owner
     * @param owner told of what becomes durable
     * @throws CorruptDataException if a file is damaged, and not only torn at the end; the message names it
     */
    public static Journal open(Storage storage, Codecs codecs, long bytesMax, ReentrantLock lock, Journal.Owner owner)
            throws IOException {
        JournalRecovery recovery = new JournalRecovery(storage, codecs);
        recovery.run();
        return new Journal(storage, codecs, bytesMax, lock, owner, recovery.files, recovery.next);
    }

    private void run() throws IOException {
        List<String> names = storage.names();
        for (String name : names) {
            if (LogKind.JOURNAL.isUnfinished(name)) {
                storage.delete(name);
            }
        }
        List<Long> numbers = LogKind.JOURNAL.numbers(names);
        List<LogReader<RecordGroup>> readers = new ArrayList<>();
        try {
            for (long number : numbers) {
                requireNext(numbers.get(0) + readers.size(), number);
                readers.add(LogReader.open(storage, LogKind.JOURNAL, number, RecordGroup.decoder(codecs)));
            }
            for (int i = 0; i < readers.size(); i++) {
                boolean isLast = i == readers.size() - 1;
                read(
                        numbers.get(i),
                        readers.get(i),
                        isLast ? -1 : readers.get(i + 1).previousEnd());
            }
            // Files that were found may have been made by a process that died before it made their names durable.
            storage.sync();
            if (!readers.isEmpty()) {
                repeat(numbers.get(numbers.size() - 1) + 1, readers.get(readers.size() - 1));
            }
        } finally {
            for (LogReader<RecordGroup> reader : readers) {
                reader.close();
            }
        }
    }

    private void requireNext(long expected, long number) {
        if (number != expected) {
            throw new CorruptDataException(storage.describe() + "/" + LogKind.JOURNAL.name(expected)
                    + " is missing, but there is what comes after it; restore it from a copy");
        }
    }

    private void read(long number, LogReader<RecordGroup> reader, long end) throws IOException {
        long[] base = {-1};
        reader.read(end, group -> {
            if (base[0] < 0) {
                base[0] = group.next();
            }
            next = group.end();
        });
        files.put(number, new JournalFile(number, Math.max(0, base[0]), end < 0 ? reader.certainEnd() : end));
    }

    /** Before anybody reads them: what has been read must not be lost by the next crash. */
    private void repeat(long number, LogReader<RecordGroup> last) throws IOException {
        RecordGroup group = last.uncertain();
        if (group == null) {
            return;
        }
        Values values = new Values(codecs);
        BinaryOutput records = new BinaryOutput();
        long first = group.next();
        while (group.next() < group.end()) {
            values.write(group.read(), records);
        }
        BinaryOutput repeated = new BinaryOutput();
        RecordGroup.encode(first, (int) (group.end() - first), records, values, repeated);
        try (LogWriter writer = LogWriter.create(storage, LogKind.JOURNAL, number, last.certainEnd(), repeated)) {
            writer.install();
            files.put(number, new JournalFile(number, first, writer.position()));
        }
    }
}
