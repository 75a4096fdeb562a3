package dev.millrace.engine.store.v1;

import dev.millrace.api.state.StoreChange;
import dev.millrace.api.storage.Storage;
import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.Codecs;
import dev.millrace.api.type.CorruptDataException;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a log. */
public final class LogReader<K, V> implements Closeable {

    private final FrameInput frames;
    private final ReadValues values;
    private final BinaryInput header;
    private final long previousEnd;

    /** Of the last group; empty if the log says that it was closed, or has nothing but its header. */
    private List<Write<K, V>> uncertain = List.of();

    private long uncertainFrom;

    private LogReader(FrameInput frames, long number, Codecs codecs) throws IOException {
        this.frames = frames;
        values = new ReadValues(codecs);
        header = frames.next();
        if (header.remaining() < 18 || header.readByte() != Kind.LOG_HEADER) {
            throw frames.damaged(0, "it does not begin as a log does");
        }
        int format = header.readByte();
        if (format != Kind.FORMAT) {
            throw frames.damaged(0, "its format is " + format + ", of a newer version of Millrace");
        }
        if (header.readLong() != number) {
            throw frames.damaged(0, "it is another log under the name of this one");
        }
        previousEnd = header.readLong();
        uncertainFrom = frames.position();
    }

    /** Opens a log and reads its header. */
    public static <K, V> LogReader<K, V> open(Storage storage, long number, Codecs codecs) throws IOException {
        String name = FileNames.log(number);
        FrameInput frames = new FrameInput(storage.open(name), storage.describe() + "/" + name, number);
        boolean isOpen = false;
        try {
            LogReader<K, V> reader = new LogReader<>(frames, number, codecs);
            isOpen = true;
            return reader;
        } finally {
            if (!isOpen) {
                frames.close();
            }
        }
    }

    /** Where the log before this one ends. */
    public long previousEnd() {
        return previousEnd;
    }

    /**
     * Reads all writes.
     *
     * @param end where the log ends, or -1 if it is the last one
     */
    public void read(long end, Consumer<Write<K, V>> consumer) throws IOException {
        if (header.remaining() > 0) {
            decode(header, 0).forEach(consumer);
        }
        while (end < 0 || frames.position() < end) {
            long at = frames.position();
            BinaryInput payload = end < 0 ? frames.nextOrEnd() : frames.next();
            if (payload == null) {
                break;
            }
            uncertain = List.of();
            uncertainFrom = frames.position();
            int kind = payload.readByte();
            if (kind == Kind.WRITES) {
                uncertain = decode(payload, at);
                uncertainFrom = at;
                uncertain.forEach(consumer);
            } else if (kind != Kind.END) {
                throw frames.damaged(at, "a frame of kind " + kind + " does not belong into a log");
            }
        }
        if (end >= 0 && frames.position() != end) {
            throw frames.damaged(end, "the next log says that it ends there");
        }
    }

    private List<Write<K, V>> decode(BinaryInput in, long at) {
        try {
            values.readSchemas(in);
            long version = in.readLong();
            int count = in.readCount(2);
            List<Write<K, V>> writes = new ArrayList<>(count);
            long time = 0;
            for (int i = 0; i < count; i++) {
                time += in.readSigned();
                writes.add(readWrite(version + i, time, in));
            }
            return writes;
        } catch (CorruptDataException wrong) {
            CorruptDataException placed = frames.damaged(at, String.valueOf(wrong.getMessage()));
            placed.initCause(wrong);
            throw placed;
        }
    }

    @SuppressWarnings("unchecked") // who opens a store asks for the types that were put into it
    private Write<K, V> readWrite(long version, long time, BinaryInput in) {
        int count = in.readCount(3);
        List<StoreChange<K, V>> changes = new ArrayList<>(count);
        Map<String, Long> marks = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            int kind = in.readByte();
            if (kind == Kind.MARK) {
                marks.put(in.readString(), in.readSigned());
                continue;
            }
            if (kind > Kind.MARK) {
                throw new CorruptDataException("a change of kind " + kind);
            }
            K key = (K) values.read(in);
            String field = in.readString();
            @Nullable V value = kind == Kind.PUT ? (V) values.read(in) : null;
            changes.add(new StoreChange<>(key, field, value));
        }
        return new Write<>(version, time, changes, marks);
    }

    /** After {@link #read}: what may have been read before it was durable, and so has to be written again. */
    public List<Write<K, V>> uncertain() {
        return uncertain;
    }

    /** After {@link #read}: where {@link #uncertain} begins, or the log ends. */
    public long certainEnd() {
        return uncertainFrom;
    }

    @Override
    public void close() throws IOException {
        frames.close();
    }
}
