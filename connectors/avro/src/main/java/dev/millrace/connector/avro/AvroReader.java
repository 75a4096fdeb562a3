package dev.millrace.connector.avro;

import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.SourceReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the blocks of a split, and the records of a block one at a time. Owned by one thread.
 *
 * <p>A record that is none of its class is passed over by its schema, and refused. If its bytes are damaged nobody knows where the next
 * one begins: the rest of the block is refused with it. A file whose frame is damaged fails the job.
 */
final class AvroReader<T> implements SourceReader<T> {

    /** What two numbers of a block take at most. */
    private static final int LENGTHS_BYTES_MAX = 20;

    private static final int SCAN_BYTES = 1 << 16;

    /** How many records without bytes a block may have. */
    private static final int EMPTY_RECORDS_MAX = 1 << 16;

    private final AvroSplit<T> split;
    private final FileChannel channel;
    private final long size;
    private final ContainerHeader header;
    private final ValueReader reader;
    private final ValueSkipper skipper;

    /** Where the current block begins, or the next one if there is none. */
    private long blockAt;

    private long recordsBefore;
    private long inBlock;
    private long recordsInBlock;

    /** Where the block behind the current one begins. */
    private long nextBlockAt;

    private @Nullable AvroInput block;

    private AvroReader(AvroSplit<T> split, FileChannel channel, long size, ContainerHeader header, ValueReader reader) {
        this.split = split;
        this.channel = channel;
        this.size = size;
        this.header = header;
        this.reader = reader;
        skipper = ValueSkipper.of(header.schema());
    }

    static <T> AvroReader<T> open(AvroSplit<T> split, @Nullable AvroPosition resume) throws IOException {
        FileChannel channel = FileChannel.open(split.file());
        boolean isOpen = false;
        try {
            AvroReader<T> opened = open(split, channel, resume);
            isOpen = true;
            return opened;
        } finally {
            if (!isOpen) {
                channel.close();
            }
        }
    }

    private static <T> AvroReader<T> open(AvroSplit<T> split, FileChannel channel, @Nullable AvroPosition resume)
            throws IOException {
        long size = channel.size();
        ContainerHeader header;
        try {
            header = ContainerHeader.of(read(channel, 0, (int) Math.min(size, ContainerHeader.BYTES_MAX)));
        } catch (IOException thrown) {
            throw new IOException(split.file() + " " + thrown.getMessage(), thrown);
        }
        ValueReader reader;
        try {
            reader = ValueReaders.of(header.schema(), split.type());
        } catch (IllegalArgumentException misfit) {
            throw new IOException(
                    split.file() + " cannot be read as " + split.type().getSimpleName() + ": " + misfit.getMessage(),
                    misfit);
        }
        AvroReader<T> opened = new AvroReader<>(split, channel, size, header, reader);
        if (resume == null) {
            opened.blockAt = opened.firstBlock();
        } else {
            opened.resume(resume);
        }
        return opened;
    }

    private void resume(AvroPosition position) throws IOException {
        if (!Arrays.equals(position.sync(), header.sync()) || position.block() > size) {
            throw new IOException(split.file() + " is not the file of which the position was stored, "
                    + split.describePosition(position.recordsBefore() + position.inBlock())
                    + "; put the old file back, or start without the stored position");
        }
        blockAt = position.block();
        recordsBefore = position.recordsBefore();
        AvroInput opened = position.inBlock() > 0 ? openBlock() : null;
        if (opened == null) {
            return;
        }
        if (position.inBlock() > recordsInBlock) {
            throw new IOException(split.file() + " has fewer records than when the position was stored, "
                    + split.describePosition(recordsBefore + position.inBlock()));
        }
        for (; inBlock < position.inBlock(); inBlock++) {
            skipper.skip(opened);
        }
    }

    /** Behind the first marker that begins in the range; the end of the header is one. */
    private long firstBlock() throws IOException {
        long at = Math.max(split.from(), header.length() - ContainerHeader.SYNC_BYTES);
        byte[] sync = header.sync();
        while (at + sync.length <= size) {
            byte[] scanned = read(channel, at, (int) Math.min(SCAN_BYTES, size - at));
            for (int i = 0; i + sync.length <= scanned.length; i++) {
                if (scanned[i] == sync[0] && Arrays.equals(scanned, i, i + sync.length, sync, 0, sync.length)) {
                    return at + i + sync.length;
                }
            }
            at += scanned.length - sync.length + 1;
        }
        return size;
    }

    private static byte[] read(FileChannel channel, long at, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) >= 0) {
            // goes on
        }
        return bytes.hasRemaining() ? Arrays.copyOf(bytes.array(), bytes.position()) : bytes.array();
    }

    /** Reads the block at which the reader stands; null at the end of the split. */
    private @Nullable AvroInput openBlock() throws IOException {
        boolean isBehindRange = blockAt - ContainerHeader.SYNC_BYTES >= split.to();
        if (blockAt >= size || isBehindRange) {
            return null;
        }
        AvroInput lengths = lengths();
        long packedSize;
        try {
            recordsInBlock = lengths.readLong();
            packedSize = lengths.readLong();
        } catch (InvalidAvroException cut) {
            throw damaged("it ends too early", cut);
        }
        long packedAt = blockAt + lengths.position();
        if (packedSize < 0 || packedSize > size - packedAt - ContainerHeader.SYNC_BYTES) {
            throw damaged(
                    "it has a length of " + packedSize + " bytes, and the file has " + (size - packedAt) + " more",
                    null);
        }
        if (packedSize > split.blockBytesMax()) {
            throw damaged(
                    "it has " + packedSize + " bytes, and may have blockBytesMax, " + split.blockBytesMax()
                            + "; raise that if the file is sound",
                    null);
        }
        byte[] packed = read(channel, packedAt, (int) packedSize);
        nextBlockAt = packedAt + packedSize + ContainerHeader.SYNC_BYTES;
        if (!Arrays.equals(read(channel, packedAt + packedSize, ContainerHeader.SYNC_BYTES), header.sync())) {
            throw damaged("the marker behind it is not that of the file", null);
        }
        byte[] bytes;
        try {
            bytes = header.compression().unpack(packed, split.blockBytesMax());
        } catch (IOException thrown) {
            throw damaged("it " + thrown.getMessage(), thrown);
        }
        if (recordsInBlock < 0 || recordsInBlock > Math.max(bytes.length, EMPTY_RECORDS_MAX)) {
            throw damaged("it cannot have " + recordsInBlock + " records in " + bytes.length + " bytes", null);
        }
        inBlock = 0;
        AvroInput opened = new AvroInput(bytes, 0, bytes.length);
        block = opened;
        return opened;
    }

    private AvroInput lengths() throws IOException {
        byte[] bytes = read(channel, blockAt, (int) Math.min(LENGTHS_BYTES_MAX, size - blockAt));
        return new AvroInput(bytes, 0, bytes.length);
    }

    private IOException damaged(String reason, @Nullable Throwable cause) {
        return new IOException(
                split.file() + ": the block at byte " + blockAt + ", behind record " + recordsBefore
                        + ", cannot be read: " + reason,
                cause);
    }

    @Override
    public Status read(RecordCollector<T> out) throws IOException {
        AvroInput open = block;
        if (open == null) {
            open = openBlock();
            if (open == null) {
                return Status.END;
            }
        }
        int room = out.remaining();
        int collected = 0;
        while (collected < room && block != null) {
            if (inBlock == recordsInBlock) {
                requireEnd(open);
                endBlock();
            } else {
                next(open, out);
                collected++;
            }
        }
        // A block at a time, so that many small ones do not hold up a worker.
        return collected > 0 ? Status.DATA : Status.UNAVAILABLE;
    }

    private void requireEnd(AvroInput open) throws IOException {
        if (open.remaining() > 0) {
            throw damaged("behind its last record it has " + open.remaining() + " bytes", null);
        }
    }

    private void endBlock() {
        recordsBefore += recordsInBlock;
        inBlock = 0;
        blockAt = nextBlockAt;
        block = null;
    }

    private void next(AvroInput open, RecordCollector<T> out) throws IOException {
        int start = open.position();
        long number = recordsBefore + ++inBlock;
        Object value;
        try {
            value = reader.read(open);
            if (value == null) {
                throw new InvalidAvroException(
                        "must be " + ValueReaders.described(JavaType.of(split.type())) + ", but it is null");
            }
        } catch (InvalidAvroException bad) {
            passOver(open, start, number, bad, out);
            return;
        }
        out.collect(split.type().cast(value), number);
    }

    private void passOver(AvroInput open, int start, long number, InvalidAvroException bad, RecordCollector<T> out)
            throws IOException {
        open.seek(start);
        String reason = String.valueOf(bad.getMessage());
        try {
            skipper.skip(open);
        } catch (InvalidAvroException damaged) {
            long lost = recordsInBlock - inBlock;
            reason += "; its bytes are damaged"
                    + (lost == 0 ? "" : ", and " + lost + " records behind it are lost with it");
            open.seekEnd();
            endBlock();
        }
        String place = split.describePosition(number);
        refuse(
                open.copy(start, open.position()),
                number,
                new BadAvroRecordException(split.fileName(), place, number, reason, bad),
                out);
    }

    /** It is their policy whether that throws. */
    private void refuse(byte[] bytes, long number, BadAvroRecordException reason, RecordCollector<T> out)
            throws IOException {
        try {
            out.refuse(bytes, number, reason);
        } catch (IOException | RuntimeException failed) {
            throw failed;
        } catch (Exception failed) {
            throw new IOException(failed);
        }
    }

    @Override
    public byte[] position() {
        return new AvroPosition(blockAt, recordsBefore, inBlock, header.sync()).toBytes();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
