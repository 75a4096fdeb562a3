package dev.millrace.connector.kafka;

import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.function.ThrowingFunction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Decodes the records of one partition that have been fetched. Owned by a worker's thread. */
final class KafkaReader<T> implements SourceReader<T> {

    private final PartitionFeed feed;
    private final KafkaSource.Decoding<T> decoding;
    private final KafkaDecoder<T> decoder;

    /** Offset behind the last record that was collected, or where reading began. */
    private long next;

    /** What Kafka was told last. */
    private long told = PartitionPosition.EARLIEST;

    KafkaReader(PartitionFeed feed, KafkaSource.Decoding<T> decoding, KafkaDecoder<T> decoder) {
        this.feed = feed;
        this.decoding = decoding;
        this.decoder = decoder;
        next = feed.start.next();
    }

    @Override
    public Status read(RecordCollector<T> out) throws Exception {
        feed.requireFetched();
        long position = feed.position();
        int collected = 0;
        while (out.remaining() > 0) {
            ConsumerRecord<byte[], byte[]> record = feed.poll();
            if (record == null) {
                break;
            }
            T decoded = decode(record, out);
            if (decoded != null) {
                out.collect(decoded, record.offset(), record.timestamp());
            }
            next = record.offset() + 1;
            collected++;
        }
        if (collected > 0) {
            feed.onTaken();
            return Status.DATA;
        }
        // Offsets that hold no record, as the ends of transactions, are behind us as well.
        next = Math.max(next, position);
        if (position >= feed.start.end()) {
            return Status.END;
        }
        return feed.isAtEnd(position) ? Status.CAUGHT_UP : Status.UNAVAILABLE;
    }

    /** Null if the record was refused, and is set aside. */
    private @Nullable T decode(ConsumerRecord<byte[], byte[]> record, RecordCollector<T> out) throws Exception {
        T value;
        Exception cause;
        try {
            value = decoder.decode(record);
            if (value != null) {
                return value;
            }
            cause = new NullPointerException("the decoder returned null");
        } catch (UncheckedIOException away) {
            // Not the record is bad: what the decoder asks, as a registry, does not answer.
            throw new IOException(
                    record.topic() + "-" + record.partition() + ", offset " + record.offset() + ": "
                            + away.getMessage(),
                    away);
        } catch (Exception failed) {
            cause = failed;
        }
        BadKafkaRecordException bad = new BadKafkaRecordException(record, String.valueOf(cause.getMessage()), cause);
        ThrowingFunction<BadKafkaRecordException, T> insteadOfBad = decoding.insteadOfBad();
        if (insteadOfBad == null) {
            out.refuse(KafkaLetters.bytes(record), record.offset(), bad);
            return null;
        }
        return insteadOfBad.apply(bad);
    }

    /** By offsets, of which some may hold no record. */
    @Override
    public OptionalLong lag() {
        return feed.offsetsBehind(next);
    }

    @Override
    public byte[] position() {
        return new PartitionPosition(next, feed.start.end()).toBytes();
    }

    @Override
    public void onDurable(byte[] position) throws IOException {
        long durable = PartitionPosition.of(position).next();
        if (durable > told) {
            told = durable;
            feed.commit(durable);
        }
    }

    @Override
    public void close() {
        feed.close();
        decoder.close();
    }
}
