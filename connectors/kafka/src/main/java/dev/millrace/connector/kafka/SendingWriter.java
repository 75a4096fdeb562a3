package dev.millrace.connector.kafka;

import dev.millrace.api.connector.Records;
import dev.millrace.api.connector.SinkWriter;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Sends records as they come: what an epoch has written is there when it ends, and perhaps twice after a restart. Owned by one thread. */
final class SendingWriter<T> implements SinkWriter<T> {

    /** The most that is on its way to the brokers before the engine has to wait: half of what a producer keeps by default. */
    private static final long IN_FLIGHT_BYTES_MAX = 16 << 20;

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Producer<byte[], byte[]> producer;
    private final SinkEncoding.Encoder<T> encoder;
    private final String description;
    private final AtomicLong inFlightBytes = new AtomicLong();

    /** What the first record met that could not be sent. */
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    private SendingWriter(Producer<byte[], byte[]> producer, SinkEncoding.Encoder<T> encoder, String description) {
        this.producer = producer;
        this.encoder = encoder;
        this.description = description;
    }

    static <T> SendingWriter<T> open(Kafka kafka, SinkEncoding<T> encoding, InstantSource clock) throws IOException {
        Producer<byte[], byte[]> producer = Producers.open(kafka, Map.of());
        try {
            int partitions = Producers.partitions(producer, kafka, encoding.topic());
            return new SendingWriter<>(
                    producer, encoding.open(kafka, partitions, clock), "topic " + encoding.topic() + " of " + kafka);
        } catch (IOException | RuntimeException failed) {
            producer.close(Duration.ZERO);
            throw failed;
        }
    }

    @Override
    public boolean isReady() {
        return inFlightBytes.get() < IN_FLIGHT_BYTES_MAX || failure.get() != null;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the callback learns the same
    public void write(Records<T> records) throws Exception {
        requireSent();
        for (int i = 0; i < records.size(); i++) {
            ProducerRecord<byte[], byte[]> record = encoder.encode(records, i);
            long bytes = length(record.key()) + length(record.value());
            inFlightBytes.addAndGet(bytes);
            producer.send(record, (sent, failed) -> {
                inFlightBytes.addAndGet(-bytes);
                if (failed != null) {
                    failure.compareAndSet(null, failed);
                }
            });
        }
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private void requireSent() throws IOException {
        Exception failed = failure.get();
        if (failed != null) {
            throw new IOException(description + " cannot be written: " + failed.getMessage(), failed);
        }
    }

    @Override
    public byte[] prepare(long epoch) throws Exception {
        producer.flush();
        requireSent();
        return new byte[0];
    }

    @Override
    public void close() {
        encoder.close();
        producer.close(failure.get() == null ? CLOSE_TIMEOUT : Duration.ZERO);
    }
}
