package dev.millrace.connector.files;

import dev.millrace.connector.files.PreparedParts.EndedPart;
import dev.millrace.connector.files.PreparedParts.OpenPart;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * A hidden file of a directory that takes records, in segments of one epoch each. Owned by the writer's thread.
 *
 * @param <T> type of the records
 */
final class PartFile<T> {

    private static final int BUFFER_BYTES = 1 << 16;

    private final PartDirectory directory;
    private final String part;
    private final RecordEncoder<T> encoder;
    private final Compression compression;
    private final long firstTimestamp;

    /** Of the segments that have ended. */
    private long length;

    private int epochs;
    private boolean hasRecords;

    /** Whether a checkpoint may know it. */
    private boolean isPrepared;

    /** The segment that takes records; null until there are some. */
    private @Nullable Segment segment;

    /** One open segment. Not the file but its end is closed by what packs it: the bytes must be forced before. */
    private static final class Segment {

        final FileChannel channel;
        final CountedOutput raw;
        final OutputStream out;

        Segment(FileChannel channel, Compression compression) throws IOException {
            this.channel = channel;
            raw = new CountedOutput(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES));
            out = compression.pack(raw);
        }
    }

    /** Counts what it passes on; closing it does not close the file. */
    private static final class CountedOutput extends FilterOutputStream {

        long count;

        CountedOutput(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            count++;
        }

        @Override
        public void write(byte[] bytes, int from, int size) throws IOException {
            out.write(bytes, from, size);
            count += size;
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }

    private PartFile(
            PartDirectory directory,
            String part,
            RecordEncoder<T> encoder,
            Compression compression,
            long firstTimestamp,
            long length,
            int epochs) {
        this.directory = directory;
        this.part = part;
        this.encoder = encoder;
        this.compression = compression;
        this.firstTimestamp = firstTimestamp;
        this.length = length;
        this.epochs = epochs;
        hasRecords = length > 0;
        isPrepared = length > 0;
    }

    static <T> PartFile<T> create(
            PartDirectory directory,
            String part,
            RecordEncoder<T> encoder,
            Compression compression,
            long firstTimestamp)
            throws IOException {
        PartFile<T> made = new PartFile<>(directory, part, encoder, compression, firstTimestamp, 0, 0);
        made.start(directory.create(part));
        return made;
    }

    /** One that a checkpoint knows, and that has been made as that has it. */
    static <T> PartFile<T> restore(
            PartDirectory directory, OpenPart known, RecordEncoder<T> encoder, Compression compression) {
        encoder.restore(known.header());
        return new PartFile<>(
                directory, known.part(), encoder, compression, known.firstTimestamp(), known.length(), known.epochs());
    }

    private void start(FileChannel channel) throws IOException {
        Segment started = new Segment(channel, compression);
        segment = started;
        encoder.start(started.out);
    }

    String part() {
        return part;
    }

    long firstTimestamp() {
        return firstTimestamp;
    }

    boolean hasRecords() {
        return hasRecords;
    }

    boolean isPrepared() {
        return isPrepared;
    }

    /** How long it is, about. */
    long bytes() {
        Segment open = segment;
        return open == null ? length : length + open.raw.count + encoder.bufferedBytes();
    }

    void write(T value) throws IOException, UnencodableRecordException {
        if (segment == null) {
            start(directory.append(part));
        }
        encoder.encode(value);
        hasRecords = true;
    }

    /** Makes durable what was written. */
    private void endSegment() throws IOException {
        Segment open = segment;
        if (open == null) {
            return;
        }
        encoder.finish();
        open.out.close();
        open.channel.force(true);
        length = open.channel.size();
        segment = null;
        open.channel.close();
    }

    /** Makes all records durable; nothing can be written after this. */
    EndedPart end() throws IOException {
        endSegment();
        return new EndedPart(part, length);
    }

    /** Counts an epoch whose end this is; more records may follow. */
    OpenPart prepare() throws IOException {
        endSegment();
        isPrepared = true;
        return new OpenPart(part, length, firstTimestamp, epochs, encoder.header());
    }

    /** Tells how many epochs it has had, with the one that ends now. */
    int countEpoch() {
        return ++epochs;
    }

    /** Lets go of the file. What has not been prepared is of no use. */
    void close() throws IOException {
        Segment open = segment;
        segment = null;
        if (open != null) {
            // What packs it may have memory that no collector frees; what it writes yet is behind what a checkpoint
            // knows.
            try {
                open.out.close();
            } finally {
                open.channel.close();
            }
        }
    }
}
