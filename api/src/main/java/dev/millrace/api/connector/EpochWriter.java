package dev.millrace.api.connector;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.CorruptDataException;
import dev.millrace.api.type.ValueDecoder;
import dev.millrace.api.type.ValueEncoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Encodes the outputs of an epoch, and hands them over when it is committed. Owned by one thread.
 *
 * <pre>
 * prepared: nothing, or version (byte, 1), number of outputs (varint), length of the outputs (int), outputs, schemas (the rest)
 * </pre>
 */
final class EpochWriter<T> implements SinkWriter<T> {

    private static final int VERSION = 1;
    private static final byte[] NOTHING = {};

    private final EpochSink<T> sink;
    private final String name;

    /** The outputs of the epoch so far. */
    private final BinaryOutput outputs = new BinaryOutput();

    private ValueEncoder encoder;
    private int count;
    private long lastCommitted;

    private EpochWriter(EpochSink<T> sink, String name, long lastCommitted) {
        this.sink = sink;
        this.name = name;
        this.lastCommitted = lastCommitted;
        encoder = new ValueEncoder(sink.codecs());
    }

    static <T> EpochWriter<T> open(EpochSink<T> sink, WriterContext context) throws Exception {
        if (!context.isCheckpointed()) {
            throw new IllegalStateException("an epoch sink needs checkpoints, and this job makes none; start it with"
                    + " Checkpoints.in(...), or write to a CallbackSink");
        }
        long last = sink.lastCommittedEpoch();
        if (last > context.restoredEpoch()) {
            throw new IllegalStateException("the sink has stored epoch " + last + ", but the job "
                    + (context.restoredEpoch() == 0
                            ? "starts from the beginning"
                            : "goes back to epoch " + context.restoredEpoch())
                    + ", so its outputs would be stored twice. Put the checkpoints back, or remove what the sink has stored of"
                    + " epochs after " + context.restoredEpoch() + " and have lastCommittedEpoch() say so");
        }
        return new EpochWriter<>(sink, context.sink(), last);
    }

    @Override
    public void write(Records<T> records) {
        for (int i = 0; i < records.size(); i++) {
            encoder.write(records.get(i), outputs);
        }
        count += records.size();
        if (outputs.size() > EpochSink.EPOCH_BYTES_MAX) {
            throw new IllegalStateException("the outputs of an epoch may have " + EpochSink.EPOCH_BYTES_MAX
                    + " bytes, but " + count + " have " + outputs.size() + " already; make checkpoints more often");
        }
    }

    @Override
    public byte[] prepare(long epoch) {
        if (count == 0) {
            return NOTHING;
        }
        BinaryOutput prepared = new BinaryOutput();
        prepared.writeByte(VERSION);
        prepared.writeVarint(count);
        prepared.writeInt(outputs.size());
        prepared.writeRaw(outputs);
        encoder.writeSchemas(prepared);
        encoder = new ValueEncoder(sink.codecs());
        outputs.clear();
        count = 0;
        return prepared.toByteArray();
    }

    @Override
    public void commit(long epoch, byte[] prepared) throws Exception {
        if (epoch > lastCommitted && prepared.length > 0) {
            sink.commit(epoch, decode(epoch, new BinaryInput(prepared)));
            lastCommitted = epoch;
        }
    }

    @SuppressWarnings("unchecked") // they were of this type when they were written
    private List<T> decode(long epoch, BinaryInput in) {
        int version = in.readByte();
        if (version != VERSION) {
            throw new CorruptDataException("the outputs of epoch " + epoch + " for '" + name + "' must have version "
                    + VERSION + ", got " + version + "; another kind of sink, or another release of Millrace, has"
                    + " prepared them");
        }
        int left = in.readCount(1);
        BinaryInput values = in.slice(in.readInt());
        ValueDecoder decoder = new ValueDecoder(in, sink.codecs());
        List<T> decoded = new ArrayList<>(left);
        for (; left > 0; left--) {
            T value = (T) decoder.read(values);
            if (value == null) {
                throw new CorruptDataException("an output of epoch " + epoch + " for '" + name + "' is null");
            }
            decoded.add(value);
        }
        return Collections.unmodifiableList(decoded);
    }
}
