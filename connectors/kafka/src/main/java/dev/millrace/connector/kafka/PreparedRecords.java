package dev.millrace.connector.kafka;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.CorruptDataException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * The records of one epoch and writer, as a checkpoint keeps them.
 *
 * <pre>
 * version (byte, 1), name of the sink (string), index of the writer (varint), topic (string), number of records (varint), records
 *
 * a record: partition + 1, or 0 for none (varint), timestamp + 1, or 0 for none (varint), key, value,
 *           number of headers (varint), headers
 * a header: name (string), value
 * a key or value: whether there is one (boolean), length and bytes
 * </pre>
 *
 * @param name whose they are
 * @param topic where they go; also the place of the mark
 * @param records in order
 */
record PreparedRecords(TransactionName name, String topic, List<ProducerRecord<byte[], byte[]>> records) {

    private static final int VERSION = 1;

    /** The head of what {@link #decode} reads; records follow. */
    static void writeHead(TransactionName name, String topic, int count, BinaryOutput out) {
        out.writeByte(VERSION);
        out.writeString(name.sink());
        out.writeVarint(name.writer());
        out.writeString(topic);
        out.writeVarint(count);
    }

    static void writeRecord(ProducerRecord<byte[], byte[]> record, BinaryOutput out) {
        Integer partition = record.partition();
        Long timestamp = record.timestamp();
        out.writeVarint(partition == null ? 0 : partition + 1L);
        out.writeVarint(timestamp == null ? 0 : timestamp + 1);
        writeNullable(record.key(), out);
        writeNullable(record.value(), out);
        Header[] headers = record.headers().toArray();
        out.writeVarint(headers.length);
        for (Header header : headers) {
            out.writeString(header.key());
            writeNullable(header.value(), out);
        }
    }

    private static void writeNullable(byte @Nullable [] bytes, BinaryOutput out) {
        out.writeBoolean(bytes != null);
        if (bytes != null) {
            out.writeBytes(bytes);
        }
    }

    static PreparedRecords decode(byte[] prepared) {
        BinaryInput in = new BinaryInput(prepared);
        int version = in.readByte();
        if (version != VERSION) {
            throw new CorruptDataException("records prepared for Kafka must have version " + VERSION + ", got "
                    + version + "; another kind of sink, or another release of Millrace, has prepared them");
        }
        TransactionName name = new TransactionName(in.readString(), (int) in.readVarint());
        String topic = in.readString();
        int count = in.readCount(1);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            records.add(readRecord(topic, in));
        }
        return new PreparedRecords(name, topic, records);
    }

    private static ProducerRecord<byte[], byte[]> readRecord(String topic, BinaryInput in) {
        long partition = in.readVarint();
        long timestamp = in.readVarint();
        byte[] key = readNullable(in);
        byte[] value = readNullable(in);
        int headerCount = in.readCount(1);
        List<Header> headers = new ArrayList<>(headerCount);
        for (int i = 0; i < headerCount; i++) {
            headers.add(new RecordHeader(in.readString(), readNullable(in)));
        }
        return new ProducerRecord<>(
                topic,
                partition == 0 ? null : (int) (partition - 1),
                timestamp == 0 ? null : timestamp - 1,
                key,
                value,
                headers);
    }

    private static byte @Nullable [] readNullable(BinaryInput in) {
        return in.readBoolean() ? in.readBytes() : null;
    }
}
