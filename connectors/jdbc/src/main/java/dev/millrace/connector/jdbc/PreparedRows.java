package dev.millrace.connector.jdbc;

import dev.millrace.api.connector.Records;
import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.Codecs;
import dev.millrace.api.type.CorruptDataException;
import dev.millrace.api.type.ValueDecoder;
import dev.millrace.api.type.ValueEncoder;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of one epoch and writer, as a checkpoint keeps them.
 *
 * <pre>
 * version (byte, 1), name of the sink (string), index of the writer (varint), number of rows (varint),
 * length of the rows (int), rows, schemas (the rest)
 * </pre>
 *
 * @param sink whose they are
 * @param writer which one wrote them
 * @param list in order
 */
record PreparedRows<T>(String sink, int writer, List<T> list) implements Records<T> {

    private static final int VERSION = 1;

    /** Encodes rows as they come. */
    static final class Encoder<T> {

        private final String sink;
        private final int writer;
        private final Codecs codecs;
        private final BinaryOutput rows = new BinaryOutput();
        private ValueEncoder encoder;
        private int count;

        Encoder(String sink, int writer, Codecs codecs) {
            this.sink = sink;
            this.writer = writer;
            this.codecs = codecs;
            encoder = new ValueEncoder(codecs);
        }

        void add(Records<T> from, int first, int end) {
            for (int i = first; i < end; i++) {
                encoder.write(from.get(i), rows);
            }
            count += end - first;
            if (rows.size() > JdbcSink.EPOCH_BYTES_MAX) {
                throw new IllegalStateException("the rows of an epoch may have " + JdbcSink.EPOCH_BYTES_MAX
                        + " bytes, but " + count + " have " + rows.size() + " already; make checkpoints more often");
            }
        }

        /** What {@link #decode} reads; begins anew. */
        byte[] take() {
            BinaryOutput out = new BinaryOutput();
            out.writeByte(VERSION);
            out.writeString(sink);
            out.writeVarint(writer);
            out.writeVarint(count);
            out.writeInt(rows.size());
            out.writeRaw(rows);
            encoder.writeSchemas(out);
            encoder = new ValueEncoder(codecs);
            rows.clear();
            count = 0;
            return out.toByteArray();
        }
    }

    @SuppressWarnings("unchecked") // they were of this type when they were written
    static <T> PreparedRows<T> decode(byte[] prepared, Codecs codecs) {
        BinaryInput in = new BinaryInput(prepared);
        int version = in.readByte();
        if (version != VERSION) {
            throw new CorruptDataException("rows prepared for a table must have version " + VERSION + ", got " + version
                    + "; another kind of sink, or another release of Millrace, has prepared them");
        }
        String sink = in.readString();
        int writer = (int) in.readVarint();
        int left = in.readCount(1);
        BinaryInput values = in.slice(in.readInt());
        ValueDecoder decoder = new ValueDecoder(in, codecs);
        List<T> rows = new ArrayList<>(left);
        for (; left > 0; left--) {
            T row = (T) decoder.read(values);
            if (row == null) {
                throw new CorruptDataException("a row prepared for '" + sink + "' is null");
            }
            rows.add(row);
        }
        return new PreparedRows<>(sink, writer, rows);
    }

    @Override
    public int size() {
        return list.size();
    }

    @Override
    public T get(int index) {
        return list.get(index);
    }

    /** Not kept: a row has what its fields have. */
    @Override
    public long timestamp(int index) {
        throw new UnsupportedOperationException("rows that wait for their epoch have no time of their own");
    }
}
