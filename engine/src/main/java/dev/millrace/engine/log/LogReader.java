package dev.millrace.engine.log;

import dev.millrace.api.storage.Storage;
import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.CorruptDataException;
import java.io.Closeable;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log.
 *
 * @param <G> what a group is decoded to
 */
public final class LogReader<G> implements Closeable {

    private static final int HEADER_BYTES = 18;

    private final FrameInput frames;
    private final Function<BinaryInput, G> decoder;
    private final BinaryInput header;
    private final long previousEnd;

    /** The last group; null if the log says that it was closed, or has nothing but its header. */
    private @Nullable G uncertain;

    private long uncertainFrom;

    private LogReader(FrameInput frames, LogKind kind, long number, Function<BinaryInput, G> decoder)
            throws IOException {
        this.frames = frames;
        this.decoder = decoder;
        header = frames.next();
        if (header.remaining() < HEADER_BYTES || header.readByte() != kind.header()) {
            throw frames.damaged(0, "it does not begin as a log does");
        }
        int format = header.readByte();
        if (format != LogKind.FORMAT) {
            throw frames.damaged(0, "its format is " + format + ", of a newer version of Millrace");
        }
        if (header.readLong() != number) {
            throw frames.damaged(0, "it is another log under the name of this one");
        }
        previousEnd = header.readLong();
        uncertainFrom = frames.position();
    }

    /**
     * Opens a log and reads its header.
     *
     * @param decoder of groups, told each in turn, whose {@link CorruptDataException}s get the place
     */
    public static <G> LogReader<G> open(Storage storage, LogKind kind, long number, Function<BinaryInput, G> decoder)
            throws IOException {
        String name = kind.name(number);
        FrameInput frames = new FrameInput(storage.open(name), storage.describe() + "/" + name, number);
        boolean isOpen = false;
        try {
            LogReader<G> reader = new LogReader<>(frames, kind, number, decoder);
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
     * Reads all groups.
     *
     * @param end where the log ends, or -1 if it is the last one
     */
    public void read(long end, Consumer<G> consumer) throws IOException {
        G repeated = readRepeated();
        if (repeated != null) {
            consumer.accept(repeated);
        }
        while (end < 0 || frames.position() < end) {
            long at = frames.position();
            BinaryInput payload = end < 0 ? frames.nextOrEnd() : frames.next();
            if (payload == null) {
                break;
            }
            uncertain = null;
            G group = decodeFrame(payload, at);
            uncertainFrom = group == null ? frames.position() : at;
            if (group != null) {
                uncertain = group;
                consumer.accept(group);
            }
        }
        if (end >= 0 && frames.position() != end) {
            throw frames.damaged(end, "the next log says that it ends there");
        }
    }

    /** Reads the group that the header repeats, once; null if it repeats none. */
    public @Nullable G readRepeated() {
        return header.remaining() > 0 ? decode(header, 0) : null;
    }

    /** Goes to a frame instead of to the first. */
    public void seek(long position) {
        frames.seek(position);
    }

    /**
     * Reads the next group of a log that may still be written.
     *
     * @param end how much of it is durable
     * @return null if there is none before the end
     */
    public @Nullable G next(long end) throws IOException {
        while (frames.position() < end) {
            long at = frames.position();
            G group = decodeFrame(frames.next(), at);
            if (group != null) {
                return group;
            }
        }
        return null;
    }

    /** Null for the frame that says that nothing follows. */
    private @Nullable G decodeFrame(BinaryInput payload, long at) {
        int kind = payload.readByte();
        if (kind == LogKind.GROUP) {
            return decode(payload, at);
        }
        if (kind != LogKind.END) {
            throw frames.damaged(at, "a frame of kind " + kind + " does not belong into a log");
        }
        return null;
    }

    private G decode(BinaryInput in, long at) {
        try {
            return decoder.apply(in);
        } catch (CorruptDataException wrong) {
            CorruptDataException placed = frames.damaged(at, String.valueOf(wrong.getMessage()));
            placed.initCause(wrong);
            throw placed;
        }
    }

    /** After {@link #read}: what may have been read before it was durable, and so has to be written again; or null. */
    public @Nullable G uncertain() {
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
