package dev.millrace.runner.flink;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.Codecs;
import dev.millrace.api.type.ValueDecoder;
import dev.millrace.api.type.ValueEncoder;
import dev.millrace.api.window.ClosedBy;
import dev.millrace.engine.batch.Batch;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * The bytes of a packet, columns one after the other, values by the codecs of the pipeline. Each packet has the schemas of the values
 * that were met so far, a few bytes for each class, so that it can be read by whoever gets it; they are nearly always those of the
 * packet before, and so understood already.
 *
 * <pre>
 * edge, sender, target (signed), port, flags (byte), watermark (signed), cause (string), rows (varint)
 * timestamps: the first, then differences (signed); origins (long)
 * if keyed: keys (long); if with objects: objects (value); if behind: split watermarks (signed); records (value)
 * length of all that (int, before it), schemas
 * </pre>
 *
 * <p>Used by one thread.
 */
final class PacketFormat {

    private static final int IDLE = 1;
    private static final int END = 2;
    private static final int CAUGHT_UP = 4;
    private static final int KEYED = 8;
    private static final int WITH_KEY_OBJECTS = 16;
    private static final int BEHIND = 32;

    /** Senders have met the same classes, in a few orders. */
    private static final int DECODERS_MAX = 100;

    private final Codecs codecs;
    private final BinaryOutput out = new BinaryOutput(1 << 12);
    private final ValueEncoder values;
    private final Map<ByteBuffer, ValueDecoder> decoders = new HashMap<>();

    PacketFormat(Codecs codecs) {
        this.codecs = codecs;
        values = new ValueEncoder(codecs);
    }

    /** Writes a packet; the result is valid until the next one is written. */
    BinaryOutput write(Packet packet) {
        out.clear();
        out.writeInt(0);
        Batch batch = packet.batch;
        assert !batch.hasPartials : "the first half of an aggregation is not planned here";
        out.writeSigned(packet.edge);
        out.writeSigned(packet.sender);
        out.writeSigned(packet.target);
        out.writeByte(batch.port);
        int flags = flags(batch);
        out.writeByte(flags);
        out.writeSigned(batch.watermark);
        out.writeString(batch.cause.name());
        out.writeVarint(batch.size);
        long before = 0;
        for (int row = 0; row < batch.size; row++) {
            out.writeSigned(batch.timestamps[row] - before);
            before = batch.timestamps[row];
        }
        for (int row = 0; row < batch.size; row++) {
            out.writeLong(batch.origins[row]);
        }
        for (int row = 0; row < batch.size && (flags & KEYED) != 0; row++) {
            out.writeLong(batch.keys[row]);
        }
        for (int row = 0; row < batch.size && (flags & WITH_KEY_OBJECTS) != 0; row++) {
            values.write(batch.keyObjects[row], out);
        }
        for (int row = 0; row < batch.size && (flags & BEHIND) != 0; row++) {
            out.writeSigned(batch.splitWatermarks[row]);
        }
        for (int row = 0; row < batch.size; row++) {
            values.write(batch.values[row], out);
        }
        out.setInt(0, out.size() - Integer.BYTES);
        values.writeSchemas(out);
        return out;
    }

    private static int flags(Batch batch) {
        return (batch.isIdle ? IDLE : 0)
                | (batch.isEnd ? END : 0)
                | (batch.hasCaughtUp ? CAUGHT_UP : 0)
                | (batch.isKeyed ? KEYED : 0)
                | (batch.isKeyed && batch.keyObjects.length > 0 ? WITH_KEY_OBJECTS : 0)
                | (batch.hasSplitWatermarks ? BEHIND : 0);
    }

    /** Reads a packet. */
    Packet read(byte[] bytes) {
        BinaryInput whole = new BinaryInput(bytes);
        int length = whole.readInt();
        BinaryInput in = whole.slice(length);
        int schemasAt = Integer.BYTES + length;
        ValueDecoder decoder = decoder(ByteBuffer.wrap(bytes, schemasAt, bytes.length - schemasAt));
        int edge = (int) in.readSigned();
        int sender = (int) in.readSigned();
        int target = (int) in.readSigned();
        int port = in.readByte();
        int flags = in.readByte();
        long watermark = in.readSigned();
        ClosedBy cause = ClosedBy.valueOf(in.readString());
        int size = (int) in.readVarint();
        Batch batch = new Batch(size);
        batch.port = port;
        batch.watermark = watermark;
        batch.cause = cause;
        batch.isIdle = (flags & IDLE) != 0;
        batch.isEnd = (flags & END) != 0;
        batch.hasCaughtUp = (flags & CAUGHT_UP) != 0;
        long before = 0;
        for (int row = 0; row < size; row++) {
            before += in.readSigned();
            batch.timestamps[row] = before;
        }
        for (int row = 0; row < size; row++) {
            batch.origins[row] = in.readLong();
        }
        if ((flags & KEYED) != 0) {
            readKeys(batch, size, (flags & WITH_KEY_OBJECTS) != 0, in, decoder);
        }
        if ((flags & BEHIND) != 0) {
            batch.becomeSplitWatermarked();
        }
        for (int row = 0; row < size && batch.hasSplitWatermarks; row++) {
            batch.splitWatermarks[row] = in.readSigned();
        }
        for (int row = 0; row < size; row++) {
            batch.values[row] = decoder.read(in);
        }
        batch.size = size;
        return new Packet(edge, sender, target, batch);
    }

    private ValueDecoder decoder(ByteBuffer schemas) {
        ValueDecoder known = decoders.get(schemas);
        if (known != null) {
            return known;
        }
        if (decoders.size() == DECODERS_MAX) {
            decoders.clear();
        }
        byte[] copy = new byte[schemas.remaining()];
        schemas.duplicate().get(copy);
        ValueDecoder made = new ValueDecoder(new BinaryInput(copy), codecs);
        decoders.put(ByteBuffer.wrap(copy), made);
        return made;
    }

    private static void readKeys(Batch batch, int size, boolean hasObjects, BinaryInput in, ValueDecoder decoder) {
        batch.becomeKeyed(hasObjects);
        for (int row = 0; row < size; row++) {
            batch.keys[row] = in.readLong();
        }
        for (int row = 0; row < size && hasObjects; row++) {
            batch.keyObjects[row] = decoder.read(in);
        }
    }
}
