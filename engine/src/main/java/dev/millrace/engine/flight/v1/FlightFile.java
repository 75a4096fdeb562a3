package dev.millrace.engine.flight.v1;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.Codecs;
import dev.millrace.api.type.CorruptDataException;
import dev.millrace.api.type.ValueDecoder;
import dev.millrace.api.type.ValueEncoder;
import dev.millrace.engine.flight.Flight;
import dev.millrace.engine.flight.FlightRow;
import dev.millrace.engine.flight.FlightSplit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;

/** Writes and reads flights as bytes. */
public final class FlightFile {

    private static final int MAGIC = 'M' << 24 | 'R' << 16 | 'F' << 8 | 'L';
    private static final int VERSION = 1;

    /** A row has at least a position, a timestamp, a description and a value. */
    private static final int ROW_BYTES_MIN = 1 + Long.BYTES + 1 + 1;

    private static final int SPLIT_BYTES_MIN = 6;

    /**
     * What became of a flight.
     *
     * @param flight what there was room for
     * @param bytes of the file
     */
    public record Written(Flight flight, BinaryOutput bytes) {}

    private FlightFile() {}

    /**
     * Writes a flight.
     *
     * @param flight its newest records, if there are too many
     * @param codecs by which records are stored
     * @param bytesMax how long all records together may be; each split has an equal share
     * @return the bytes, and what is in them
     * @throws IllegalArgumentException if records are of a type that cannot be stored; the message names the path
     */
    public static Written write(Flight flight, Codecs codecs, long bytesMax) {
        ValueEncoder encoder = new ValueEncoder(codecs);
        BinaryOutput body = new BinaryOutput();
        body.writeString(flight.pipeline());
        body.writeLong(flight.takenAtMillis());
        body.writeVarint(flight.epoch());
        body.writeVarint(flight.splits().size());
        List<FlightSplit> written = new ArrayList<>();
        for (FlightSplit split : flight.splits()) {
            written.add(write(split, encoder, bytesMax / flight.splits().size(), body));
        }
        BinaryOutput checked = new BinaryOutput();
        encoder.writeSchemas(checked);
        checked.writeRaw(body);
        CRC32C checksum = new CRC32C();
        checked.update(checksum);
        BinaryOutput file = new BinaryOutput(checked.size() + 16);
        file.writeInt(MAGIC);
        file.writeByte(VERSION);
        file.writeInt((int) checksum.getValue());
        file.writeRaw(checked);
        return new Written(new Flight(flight.pipeline(), flight.takenAtMillis(), flight.epoch(), written), file);
    }

    private static FlightSplit write(FlightSplit split, ValueEncoder encoder, long bytesMax, BinaryOutput out) {
        Deque<byte[]> kept = new ArrayDeque<>();
        long bytes = 0;
        // The newest first, until there is no room.
        for (int i = split.rows().size() - 1; i >= 0; i--) {
            BinaryOutput one = new BinaryOutput();
            write(split.rows().get(i), encoder, one);
            bytes += one.size();
            if (bytes > bytesMax) {
                break;
            }
            kept.addFirst(one.toByteArray());
        }
        int left = split.rows().size() - kept.size();
        out.writeString(split.source());
        out.writeString(split.id());
        out.writeBoolean(split.isBounded());
        out.writeBoolean(split.hasEnded());
        out.writeVarint(split.forgotten() + left);
        out.writeVarint(kept.size());
        kept.forEach(row -> out.writeRaw(row, 0, row.length));
        return new FlightSplit(
                split.source(),
                split.id(),
                split.isBounded(),
                split.hasEnded(),
                split.forgotten() + left,
                split.rows().subList(left, split.rows().size()));
    }

    private static void write(FlightRow row, ValueEncoder encoder, BinaryOutput out) {
        out.writeVarint(row.position());
        out.writeLong(row.timestamp());
        out.writeString(row.description());
        encoder.write(row.value(), out);
    }

    /**
     * Reads a flight.
     *
     * @param file its bytes
     * @param codecs by which records are stored
     * @return the flight
     * @throws CorruptDataException if these are not the bytes of a flight
     */
    public static Flight read(byte[] file, Codecs codecs) {
        BinaryInput in = new BinaryInput(file);
        if (file.length < 2 * Integer.BYTES + 1 || in.readInt() != MAGIC) {
            throw new CorruptDataException("this is no file of a flight recorder");
        }
        int version = in.readByte();
        if (version != VERSION) {
            throw new CorruptDataException("the flight is of version " + version + ", and this reads " + VERSION);
        }
        int expected = in.readInt();
        CRC32C checksum = new CRC32C();
        int head = file.length - in.remaining();
        checksum.update(file, head, in.remaining());
        if ((int) checksum.getValue() != expected) {
            throw new CorruptDataException("the flight is damaged: its checksum is wrong");
        }
        ValueDecoder decoder = new ValueDecoder(in, codecs);
        String pipeline = in.readString();
        long takenAtMillis = in.readLong();
        long epoch = in.readVarint();
        List<FlightSplit> splits = new ArrayList<>();
        for (int count = in.readCount(SPLIT_BYTES_MIN); count > 0; count--) {
            splits.add(readSplit(in, decoder));
        }
        return new Flight(pipeline, takenAtMillis, epoch, splits);
    }

    private static FlightSplit readSplit(BinaryInput in, ValueDecoder decoder) {
        String source = in.readString();
        String id = in.readString();
        boolean isBounded = in.readBoolean();
        boolean hasEnded = in.readBoolean();
        long forgotten = in.readVarint();
        List<FlightRow> rows = new ArrayList<>();
        for (int count = in.readCount(ROW_BYTES_MIN); count > 0; count--) {
            long position = in.readVarint();
            long timestamp = in.readLong();
            String description = in.readString();
            rows.add(new FlightRow(
                    position,
                    timestamp,
                    description,
                    Objects.requireNonNull(decoder.read(in), "a source gives no nulls")));
        }
        return new FlightSplit(source, id, isBounded, hasEnded, forgotten, rows);
    }
}
