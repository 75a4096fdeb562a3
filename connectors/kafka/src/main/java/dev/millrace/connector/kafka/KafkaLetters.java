package dev.millrace.connector.kafka;

import dev.millrace.api.failure.DeadLetter;
import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.CorruptDataException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters of sources that read topics: a record that could not be decoded is kept whole, with the bytes of its key and value, its headers, and
 * where it stood, so that it can be written to a topic and read again as if nothing had happened.
 *
 * <pre>{@code
 * pipeline.deadLetters()
 *         .filter(letter -> letter.operator().equals("edits") && letter.kind() == DeadLetter.Kind.BYTES)
 *         .write("undecoded", KafkaLetters.to(kafka, "edits-undecoded"));
 * }</pre>
 */
public final class KafkaLetters {

    /** Header of a record in a topic of letters: the topic where it stood. */
    public static final String TOPIC_HEADER = "dead-letter.topic";

    /** Header: the partition where it stood, in digits. */
    public static final String PARTITION_HEADER = "dead-letter.partition";

    /** Header: the offset where it stood, in digits. */
    public static final String OFFSET_HEADER = "dead-letter.offset";

    /** Header: the class of what was thrown. */
    public static final String ERROR_HEADER = "dead-letter.error";

    /** Header: what was thrown said. */
    public static final String MESSAGE_HEADER = "dead-letter.message";

    private static final int VERSION = 1;

    private KafkaLetters() {}

    /**
     * Writes records that could not be decoded to a topic: keys, values and headers as they were, and behind these the headers that are named here. Who
     * reads that topic with a repaired format gets what the first job should have got.
     *
     * @param kafka the cluster
     * @param topic which must exist
     * @return the sink; at least once unless told otherwise. A letter of another kind fails the job: filter them out before
     */
    @SuppressWarnings("NullAway") // key and value may be null, as KafkaSink says
    public static KafkaSink<DeadLetter> to(Kafka kafka, String topic) {
        return kafka.to(topic, (DeadLetter letter) -> record(letter).value(), KafkaFormat.bytes())
                .key(letter -> record(letter).key(), KafkaFormat.bytes())
                .headers(KafkaLetters::headers);
    }

    /**
     * The record that a source could not decode.
     *
     * @param letter of kind {@link DeadLetter.Kind#BYTES}, of a source of topics
     * @return as it was read
     * @throws IllegalStateException if the letter is of another kind
     * @throws IllegalArgumentException if it is that of another source
     */
    public static KafkaRecord<byte[], byte[]> record(DeadLetter letter) {
        return record(letter.bytes());
    }

    /**
     * The record that a source could not decode, of the bytes of its letter: for {@code DeadLetters.in(file).of("edits").bytes(...)}.
     *
     * @param bytes of a letter
     * @return as it was read
     * @throws IllegalArgumentException if they are of the letter of another source
     */
    public static KafkaRecord<byte[], byte[]> record(byte[] bytes) {
        try {
            BinaryInput in = new BinaryInput(bytes);
            int version = in.readByte();
            if (version != VERSION) {
                throw new CorruptDataException("its version must be " + VERSION + ", got " + version);
            }
            KafkaRecord<byte[], byte[]> record = new KafkaRecord<>(
                    in.readString(),
                    (int) in.readVarint(),
                    in.readVarint(),
                    in.readSigned(),
                    readNullable(in),
                    readNullable(in),
                    readHeaders(in));
            if (in.remaining() > 0) {
                throw new CorruptDataException(in.remaining() + " bytes follow it");
            }
            return record;
        } catch (CorruptDataException other) {
            throw new IllegalArgumentException(
                    bytes.length + " bytes are no letter of a source of topics: " + other.getMessage(), other);
        }
    }

    /** A record as the bytes of its letter. */
    static byte[] bytes(ConsumerRecord<byte[], byte[]> record) {
        BinaryOutput out = new BinaryOutput();
        out.writeByte(VERSION);
        out.writeString(record.topic());
        out.writeVarint(record.partition());
        out.writeVarint(record.offset());
        out.writeSigned(record.timestamp());
        writeNullable(record.key(), out);
        writeNullable(record.value(), out);
        Header[] headers = record.headers().toArray();
        out.writeVarint(headers.length);
        for (Header header : headers) {
            out.writeString(header.key());
            writeNullable(header.value(), out);
        }
        return out.toByteArray();
    }

    private static void writeNullable(byte @Nullable [] bytes, BinaryOutput out) {
        out.writeBoolean(bytes != null);
        if (bytes != null) {
            out.writeBytes(bytes);
        }
    }

    private static byte @Nullable [] readNullable(BinaryInput in) {
        return in.readBoolean() ? in.readBytes() : null;
    }

    @SuppressWarnings("NullAway") // a header may have no value
    private static List<KafkaHeader> readHeaders(BinaryInput in) {
        List<KafkaHeader> headers = new ArrayList<>();
        for (int left = in.readCount(2); left > 0; left--) {
            headers.add(new KafkaHeader(in.readString(), readNullable(in)));
        }
        return headers;
    }

    private static List<KafkaHeader> headers(DeadLetter letter) {
        KafkaRecord<byte[], byte[]> record = record(letter);
        List<KafkaHeader> headers = new ArrayList<>(record.headers());
        headers.add(KafkaHeader.of(TOPIC_HEADER, record.topic()));
        headers.add(KafkaHeader.of(PARTITION_HEADER, String.valueOf(record.partition())));
        headers.add(KafkaHeader.of(OFFSET_HEADER, String.valueOf(record.offset())));
        headers.add(KafkaHeader.of(ERROR_HEADER, letter.error()));
        headers.add(KafkaHeader.of(MESSAGE_HEADER, String.valueOf(letter.message())));
        return headers;
    }
}
