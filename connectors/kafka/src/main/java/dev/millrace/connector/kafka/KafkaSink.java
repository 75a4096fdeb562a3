package dev.millrace.connector.kafka;

import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.api.function.ThrowingFunction;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a topic of Kafka, on every worker. Immutable; made by {@link Kafka#to}.
 *
 * <p>A record's timestamp is its time in the pipeline. Records with a key go to the partition of its hash, as Kafka's own producer does
 * it, unless there is a {@link #partitioner}. A record is kept by all brokers in sync before it counts as written ({@code
 * acks=all}), and no retry doubles it. A record that cannot be encoded, that is larger than the topic takes ({@code max.message.bytes}, unless
 * it is compressed, and {@code max.request.size}), or whose time is further from the clock than the topic allows ({@code
 * message.timestamp.after.max.ms}, an hour unless set), is refused: the policy of the sink says what becomes of it.
 *
 * @param <T> type of the records
 */
public final class KafkaSink<T> implements Sink<T> {

    /** The most that one epoch may give to one writer that writes exactly once, encoded: 256 MiB. */
    public static final int EPOCH_BYTES_MAX = 1 << 28;

    private static final Duration DEFAULT_TRANSACTION_TIMEOUT = Duration.ofSeconds(60);

    private final Kafka kafka;
    private final SinkEncoding<T> encoding;
    private final Guarantee guarantee;

    /** Set exactly if the sink writes exactly once. */
    private final @Nullable String id;

    private final Duration transactionTimeout;

    private KafkaSink(
            Kafka kafka,
            SinkEncoding<T> encoding,
            Guarantee guarantee,
            @Nullable String id,
            Duration transactionTimeout) {
        this.kafka = kafka;
        this.encoding = encoding;
        this.guarantee = guarantee;
        this.id = id;
        this.transactionTimeout = transactionTimeout;
    }

    static <T, V> KafkaSink<T> of(
            Kafka kafka, String topic, ThrowingFunction<T, @Nullable V> value, KafkaFormat<V> values) {
        values.requireWritable("values");
        if (topic.isBlank()) {
            throw new IllegalArgumentException("the topic must have a name, got \"" + topic + "\"");
        }
        return new KafkaSink<>(
                kafka,
                new SinkEncoding<>(topic, new SinkEncoding.Part<>(value, values), null, null, null),
                Guarantee.AT_LEAST_ONCE,
                null,
                DEFAULT_TRANSACTION_TIMEOUT);
    }

    private KafkaSink<T> with(SinkEncoding<T> changed) {
        return new KafkaSink<>(kafka, changed, guarantee, id, transactionTimeout);
    }

    /**
     * Gives records a key.
     *
     * @param key of a record; null for none
     * @param keys format of the keys
     * @param <K> type of the keys
     * @return a new sink
     */
    public <K> KafkaSink<T> key(ThrowingFunction<T, @Nullable K> key, KafkaFormat<K> keys) {
        keys.requireWritable("keys");
        return with(new SinkEncoding<>(
                encoding.topic(),
                encoding.value(),
                new SinkEncoding.Part<>(Objects.requireNonNull(key, "key"), keys),
                encoding.headers(),
                encoding.partitioner()));
    }

    /**
     * Gives records headers.
     *
     * @param headers of a record, in order
     * @return a new sink
     */
    public KafkaSink<T> headers(ThrowingFunction<T, List<KafkaHeader>> headers) {
        return with(new SinkEncoding<>(
                encoding.topic(),
                encoding.value(),
                encoding.key(),
                Objects.requireNonNull(headers, "headers"),
                encoding.partitioner()));
    }

    /**
     * Says to which partitions records go.
     *
     * @param partitioner chooses one for each record
     * @return a new sink
     */
    public KafkaSink<T> partitioner(KafkaPartitioner<T> partitioner) {
        return with(new SinkEncoding<>(
                encoding.topic(),
                encoding.value(),
                encoding.key(),
                encoding.headers(),
                Objects.requireNonNull(partitioner, "partitioner")));
    }

    /**
     * Says that records written again replace themselves, because whoever reads the topic keeps the last of each key, as Kafka does in a
     * compacted topic. They are written at once, and again after a restart.
     *
     * @return a new sink
     * @throws IllegalStateException if there is no key
     */
    public KafkaSink<T> idempotent() {
        if (encoding.key() == null) {
            throw new IllegalStateException(
                    "records replace each other by their key, and these have none; say key(...) before");
        }
        return new KafkaSink<>(kafka, encoding, Guarantee.IDEMPOTENT, null, transactionTimeout);
    }

    /**
     * Writes exactly once, by transactions: consumers with {@code isolation.level=read_committed} see each record once, when the checkpoint
     * of its epoch is complete, and all records of an epoch and a writer together. The job must make checkpoints.
     *
     * <p>Records wait for the end of their epoch in memory and are part of its checkpoint. When that is complete they are sent
     * in one transaction, which also commits the epoch's number as an offset of a group. After a restart that offset tells whether
     * the transaction was committed. So a transaction lasts only while records are sent: none is open while records are awaited, none
     * outlives its process, and no time-out can lose one.
     *
     * @param name of this sink in the cluster, which no other sink may have, and which must stay the same as long as there are
     *     checkpoints: ids of transactions, and the group of the marks, are made of it ({@code NAME-0}, {@code NAME-1})
     * @return a new sink
     */
    public KafkaSink<T> exactlyOnce(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("the name must not be blank, got \"" + name + "\"");
        }
        return new KafkaSink<>(kafka, encoding, Guarantee.TRANSACTIONAL, name, transactionTimeout);
    }

    /**
     * Sets how long the transaction of one epoch may take before the brokers abort it; then the job fails, and does it again after a
     * restart. If a process dies within a transaction, consumers do not see beyond it for so long, or until the job is back.
     *
     * @param timeout from 1 second to what the brokers allow ({@code transaction.max.timeout.ms}); 60 seconds unless set
     * @return a new sink
     */
    public KafkaSink<T> transactionTimeout(Duration timeout) {
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("the time-out of transactions must be from PT1S to P1D, got " + timeout);
        }
        return new KafkaSink<>(kafka, encoding, guarantee, id, timeout);
    }

    /**
     * Opens a writer.
     *
     * @throws IOException if no broker answers, the topic does not exist, or what the cluster knows of this sink is newer than the
     *     checkpoint
     */
    @Override
    public SinkWriter<T> open(WriterContext context) throws IOException {
        if (id == null) {
            return SendingWriter.open(kafka, encoding, context.clock());
        }
        if (!context.isCheckpointed()) {
            throw new IOException("exactlyOnce(...) needs checkpoints, and this job makes none; start it with"
                    + " Checkpoints.in(...), or leave it out");
        }
        return TransactionalWriter.open(kafka, encoding, id, transactionTimeout, context);
    }

    @Override
    public Guarantee guarantee() {
        return guarantee;
    }

    @Override
    public int writersMax() {
        return Integer.MAX_VALUE;
    }

    @Override
    public String describe() {
        return "topic " + encoding.topic() + " of " + kafka;
    }

    @Override
    public String toString() {
        return describe();
    }
}
