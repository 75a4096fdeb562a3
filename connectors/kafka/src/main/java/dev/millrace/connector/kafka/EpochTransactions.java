package dev.millrace.connector.kafka;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of one writer, and its mark: the number of the last epoch that was committed, kept as the offset that the group of
 * the writer's name has committed for the first partition of the topic. It is written in the transaction that writes the epoch, so
 * both are there or none.
 *
 * <p>Opening fences: whoever had the same name before, alive or not, commits nothing from then on, and what it had open is
 * aborted. That must be once for each start of a job: opened anew after a failure, a process that had been taken for dead would
 * fence the one that has taken its place. Blocks; owned by one thread.
 */
final class EpochTransactions implements AutoCloseable {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Kafka kafka;
    private final TransactionName name;
    private final TopicPartition place;
    private final Producer<byte[], byte[]> producer;
    private final int partitions;

    /** Null if there is none. */
    private @Nullable Long mark;

    /** Of the work whose epoch the mark is; empty if nobody has said. */
    private String digest = "";

    /** Whose offset is the mark. */
    private @Nullable ConsumerGroupMetadata group;

    private EpochTransactions(
            Kafka kafka, TransactionName name, String topic, Producer<byte[], byte[]> producer, int partitions) {
        this.kafka = kafka;
        this.name = name;
        place = new TopicPartition(topic, 0);
        this.producer = producer;
        this.partitions = partitions;
    }

    static EpochTransactions open(Kafka kafka, TransactionName name, String topic, Duration timeout)
            throws IOException {
        Producer<byte[], byte[]> producer = Producers.open(
                kafka,
                Map.of(
                        "transactional.id", name.toString(),
                        "transaction.timeout.ms", Long.toString(timeout.toMillis())));
        try {
            int partitions = Producers.partitions(producer, kafka, topic);
            EpochTransactions opened = new EpochTransactions(kafka, name, topic, producer, partitions);
            opened.fence(timeout);
            opened.readMark();
            return opened;
        } catch (IOException | RuntimeException failed) {
            producer.close(Duration.ZERO);
            throw failed;
        }
    }

    private void fence(Duration timeout) throws IOException {
        try {
            producer.initTransactions();
        } catch (TimeoutException late) {
            throw new IOException(
                    "no answer from the coordinator of transactions of " + kafka
                            + "; 'max.block.ms' says how long to wait",
                    late);
        } catch (KafkaException failed) {
            // Of this error the client keeps the message alone.
            if (String.valueOf(failed.getMessage()).contains("transaction.max.timeout.ms")) {
                throw new IOException(
                        "transactions of " + kafka + " may not take " + timeout
                                + "; set less by transactionTimeout(...), or raise 'transaction.max.timeout.ms' of the brokers",
                        failed);
            }
            throw new IOException(
                    "transaction " + name + " of " + kafka + " cannot be opened: " + failed.getMessage(), failed);
        }
    }

    /**
     * The same transactions, with the mark of another topic: the sink has kept its name and not its topic. A producer of its own would fence
     * this one. Not to be closed.
     */
    EpochTransactions into(String topic) throws IOException {
        EpochTransactions other = new EpochTransactions(kafka, name, topic, producer, partitions);
        other.readMark();
        return other;
    }

    /** By a consumer, which also knows how a group without members is named in a transaction. */
    private void readMark() throws IOException {
        Map<String, Object> settings = kafka.settingsFor(ConsumerConfig.configNames());
        settings.put("group.id", name.toString());
        settings.put("enable.auto.commit", "false");
        // Waits for the outcome of a transaction that is about to end.
        settings.put("isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> reading =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            OffsetAndMetadata found = reading.committed(Set.of(place)).get(place);
            mark = found == null ? null : found.offset();
            digest = found == null ? "" : found.metadata();
            group = reading.groupMetadata();
        } catch (KafkaException failed) {
            throw new IOException("the mark of " + name + " cannot be read: " + failed.getMessage(), failed);
        }
    }

    /** The last epoch that is known to be committed, or null if nothing is known. */
    @Nullable
    Long mark() {
        return mark;
    }

    /** Whether an epoch is in the topic with other work than this: then the job of somebody else has gone on from an earlier one. */
    boolean hasOther(long epoch, String digestOfWork) {
        return mark != null && mark == epoch && !digest.isEmpty() && !digest.equals(digestOfWork);
    }

    /** Of the topic, when this was opened. */
    int partitions() {
        return partitions;
    }

    /** Writes an epoch and the mark, both or none. */
    void commit(long epoch, List<ProducerRecord<byte[], byte[]>> records, String digestOfWork) throws IOException {
        try {
            send(epoch, records, digestOfWork);
            producer.commitTransaction();
        } catch (ProducerFencedException | InvalidProducerEpochException fenced) {
            throw new IOException(
                    "epoch " + epoch + " of " + name + " was not committed: another process has taken over the sink, or"
                            + " the transaction took longer than transactionTimeout(...)",
                    fenced);
        } catch (KafkaException failed) {
            throw new IOException(
                    "epoch " + epoch + " of " + name + " was perhaps not committed, which a restart finds out: "
                            + failed.getMessage(),
                    failed);
        }
        mark = epoch;
        digest = digestOfWork;
    }

    /** Does all but commit. */
    void send(long epoch, List<ProducerRecord<byte[], byte[]>> records, String digestOfWork) {
        List<Future<RecordMetadata>> sent = new ArrayList<>(records.size());
        producer.beginTransaction();
        for (ProducerRecord<byte[], byte[]> record : records) {
            sent.add(producer.send(record));
        }
        producer.flush();
        // The client does not commit what it could not send; that all was sent is known here, and needs no trust.
        for (int i = 0; i < sent.size(); i++) {
            try {
                sent.get(i).get();
            } catch (ExecutionException failed) {
                throw explained(records.get(i), failed.getCause());
            } catch (InterruptedException interrupted) {
                throw new InterruptException(interrupted);
            }
        }
        producer.sendOffsetsToTransaction(
                Map.of(place, new OffsetAndMetadata(epoch, digestOfWork)),
                Objects.requireNonNull(group, "read with the mark"));
    }

    private static KafkaException explained(ProducerRecord<byte[], byte[]> record, @Nullable Throwable cause) {
        if (cause instanceof RecordTooLargeException || cause instanceof InvalidTimestampException) {
            // Its topic took such ones when it was written. Once it does again, a restart goes on.
            String time = record.timestamp() == null
                    ? "none"
                    : Instant.ofEpochMilli(record.timestamp()).toString();
            return new KafkaException(
                    "topic " + record.topic() + " does not take a record whose time is " + time + ": "
                            + cause.getMessage(),
                    cause);
        }
        return cause instanceof KafkaException known ? known : new KafkaException(cause);
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
