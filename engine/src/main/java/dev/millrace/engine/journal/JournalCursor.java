package dev.millrace.engine.journal;

import dev.millrace.api.storage.Storage;
import dev.millrace.api.type.Codecs;
import dev.millrace.engine.journal.v1.RecordGroup;
import dev.millrace.engine.log.LogKind;
import dev.millrace.engine.log.LogReader;
import java.io.Closeable;
import java.io.IOException;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** Reads what is durable of a journal, in order, while it grows. Used with the lock of the journal's owner. */
public final class JournalCursor implements Closeable {

    private final Storage storage;
    private final Codecs codecs;
    private final NavigableMap<Long, JournalFile> files;
    private long file;

    /** Where to begin in the first log; 0 for its start. */
    private long position;

    private @Nullable LogReader<RecordGroup> reader;
    private @Nullable RecordGroup group;

    JournalCursor(Storage storage, Codecs codecs, NavigableMap<Long, JournalFile> files, Journal.Place place) {
        this.storage = storage;
        this.codecs = codecs;
        this.files = files;
        file = place.file();
        position = place.position();
    }

    /**
     * Finds the first record that is not before a number.
     *
     * @return its number, or {@link Long#MAX_VALUE} if there is none yet
     */
    public long seek(long from) throws IOException {
        while (true) {
            RecordGroup current = group;
            if (current == null || current.end() <= from || current.next() == current.end()) {
                group = nextGroup();
                if (group == null) {
                    return Long.MAX_VALUE;
                }
            } else if (current.next() < from) {
                current.read();
            } else {
                return current.next();
            }
        }
    }

    /** The record that {@link #seek} found. */
    public Object read() {
        if (group == null) {
            throw new AssertionError("nothing was found");
        }
        return group.read();
    }

    @Nullable
    RecordGroup nextGroup() throws IOException {
        while (true) {
            JournalFile current = files.get(file);
            if (current == null) {
                return null;
            }
            RecordGroup found;
            if (reader == null) {
                reader = LogReader.open(storage, LogKind.JOURNAL, file, RecordGroup.decoder(codecs));
                found = position == 0 ? reader.readRepeated() : null;
                if (position > 0) {
                    reader.seek(position);
                }
            } else {
                found = reader.next(current.end);
                Long later = files.higherKey(file);
                if (found == null && later == null) {
                    return null;
                } else if (found == null) {
                    close();
                    file = later;
                    position = 0;
                }
            }
            if (found != null) {
                return found;
            }
        }
    }

    @Override
    public void close() throws IOException {
        LogReader<RecordGroup> opened = reader;
        if (opened != null) {
            reader = null;
            opened.close();
        }
    }
}
