package dev.millrace.connector.files;

import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.SourceReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Reads the lines of a file and has them decoded, all within {@link #read} and on its caller's thread.
 *
 * <p>The position after a record is the start of the next line. In a plain file reading resumes there by a seek, in a
 * compressed one by unpacking and discarding.
 *
 * @param <T> type of the records
 */
abstract sealed class LineReader<T> implements SourceReader<T> permits BoundedReader, FollowingReader {

    /** What to do when the input has no more bytes now. */
    enum AtEnd {
        /** Decode the line that the splitter has just found. */
        LINE,
        /** Try to read again. */
        AGAIN,
        /** There is nothing now. */
        NOTHING
    }

    /** How often the buffer is filled within one call, so that neither blank lines nor a long one hold up a worker. */
    private static final int FILLS_MAX = 16;

    private final String name;
    private final Compression compression;
    private final LineSplitter lines;
    private final LineDecoder<T> decoder;

    private FileChannel channel;
    private InputStream input;
    private long linesBefore;
    private Fingerprint fingerprint;

    /** Takes over the channel, even if it throws. */
    LineReader(Path file, FileChannel channel, LineSplitter lines, LineDecoder<T> decoder, StoredPosition resume)
            throws IOException {
        this.name = String.valueOf(file.getFileName());
        this.compression = Compression.of(file);
        this.lines = lines;
        this.decoder = decoder;
        this.channel = channel;
        this.linesBefore = resume.linesBefore();
        this.fingerprint = resume.fingerprint();
        lines.restart(resume.offset(), resume.lines());
        try {
            decoder.restore(resume.header());
            this.input = open(name, compression, channel, resume);
        } catch (InvalidLineException | JacksonException unreadable) {
            channel.close();
            throw new IOException("the header in the stored position of " + name + " cannot be read", unreadable);
        } catch (IOException thrown) {
            channel.close();
            throw thrown;
        }
    }

    private static InputStream open(String name, Compression compression, FileChannel channel, StoredPosition resume)
            throws IOException {
        InputStream packed = Channels.newInputStream(channel);
        long offset = resume.offset();
        if (compression == Compression.NONE) {
            channel.position(offset);
            return packed;
        }
        FirstBytes unpacked;
        try {
            unpacked = new FirstBytes(compression.unpack(packed));
        } catch (IOException thrown) {
            throw damaged(name, 0, thrown);
        }
        try {
            unpacked.skipNBytes(offset);
        } catch (EOFException tooShort) {
            throw new IOException(
                    name + " is shorter than the stored position, byte " + offset + " unpacked; put the old file back,"
                            + " or start without the stored position",
                    tooShort);
        }
        Fingerprint stored = resume.fingerprint();
        if (!unpacked.fingerprint(stored.length()).equals(stored)) {
            throw new IOException(
                    "the unpacked start of " + name + " is not what it was when the position was stored, line "
                            + resume.lines() + "; put the old file back, or start without the stored position");
        }
        return unpacked;
    }

    private static IOException damaged(String name, long line, IOException thrown) {
        return new IOException(
                name + " cannot be unpacked after line " + line + " (" + thrown.getMessage()
                        + "); it is damaged, or has not been written to its end",
                thrown);
    }

    @Override
    public final Status read(RecordCollector<T> out) throws IOException {
        int room = out.remaining();
        int collected = 0;
        int fills = 0;
        while (collected < room && fills < FILLS_MAX) {
            if (nextLine()) {
                collected += decode(out);
            } else if (fill()) {
                fills++;
            } else {
                AtEnd found = atEnd();
                if (found == AtEnd.LINE) {
                    collected += decode(out);
                } else if (found == AtEnd.NOTHING) {
                    return collected > 0 ? Status.DATA : statusAtEnd();
                }
            }
        }
        return collected > 0 ? Status.DATA : Status.UNAVAILABLE;
    }

    /** Asks what follows, once the input has no more bytes. */
    abstract AtEnd atEnd() throws IOException;

    abstract Status statusAtEnd();

    private boolean nextLine() throws BadRecordException {
        try {
            return lines.next();
        } catch (InvalidLineException tooLong) {
            throw bad(reason(tooLong), null);
        }
    }

    private boolean fill() throws IOException {
        try {
            return lines.fill(input);
        } catch (IOException thrown) {
            throw compression == Compression.NONE ? thrown : damaged(name, lines.linesDone(), thrown);
        }
    }

    /** Decodes the line that the splitter found; answers how many records it is, 0 or 1. What is refused counts as one. */
    private int decode(RecordCollector<T> out) throws IOException {
        T value;
        try {
            value = decoder.decode(lines.buffer(), lines.lineStart(), lines.lineLength());
        } catch (InvalidHeaderException invalid) {
            // Without it no line can be read.
            throw bad(reason(invalid), invalid.getCause());
        } catch (InvalidLineException invalid) {
            return refuse(bad(reason(invalid), null), out);
        } catch (JacksonException invalid) {
            return refuse(bad(BadRecordReason.of(invalid), invalid), out);
        }
        if (value == null) {
            return 0;
        }
        out.collect(value, linesBefore + lines.lineNumber());
        return 1;
    }

    /** Hands over the bytes of the line; it is their policy whether that throws. */
    private int refuse(BadRecordException reason, RecordCollector<T> out) throws IOException {
        int start = lines.lineStart();
        byte[] bytes = Arrays.copyOfRange(lines.buffer(), start, start + lines.lineLength());
        try {
            out.refuse(bytes, linesBefore + lines.lineNumber(), reason);
        } catch (IOException | RuntimeException failed) {
            throw failed;
        } catch (Exception failed) {
            throw new IOException(failed);
        }
        return 1;
    }

    private BadRecordException bad(String reason, @Nullable Throwable cause) {
        return new BadRecordException(name, lines.lineNumber(), reason, cause);
    }

    private static String reason(InvalidLineException invalid) {
        return String.valueOf(invalid.getMessage());
    }

    /** Goes on at the start of a file, which may be the same one. Takes over the channel. */
    final void startOver(FileChannel next) throws IOException {
        if (next != channel) {
            channel.close();
        }
        channel = next;
        channel.position(0);
        input = Channels.newInputStream(channel);
        linesBefore += lines.linesDone();
        fingerprint = Fingerprint.NONE;
        lines.restart(0, 0);
        try {
            decoder.restore(LineDecoder.NO_HEADER);
        } catch (InvalidLineException impossible) {
            throw new IllegalStateException("there is no header", impossible);
        }
    }

    final FileChannel channel() {
        return channel;
    }

    final LineSplitter lines() {
        return lines;
    }

    @Override
    public final byte[] position() throws IOException {
        if (!fingerprint.isComplete()) {
            fingerprint = input instanceof FirstBytes first
                    ? first.fingerprint(lines.nextOffset())
                    : Fingerprint.of(channel, lines.nextOffset());
        }
        return new StoredPosition(lines.nextOffset(), lines.linesDone(), linesBefore, fingerprint, decoder.header())
                .toBytes();
    }

    @Override
    public final void close() throws IOException {
        try {
            input.close();
        } finally {
            channel.close();
        }
    }
}
