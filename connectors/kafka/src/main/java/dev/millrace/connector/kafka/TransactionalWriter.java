package dev.millrace.connector.kafka;

import dev.millrace.api.connector.Records;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.api.type.BinaryOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Keeps the records of an epoch, and writes them in a transaction when it is committed. Owned by one thread. */
final class TransactionalWriter<T> implements SinkWriter<T> {

    private final Kafka kafka;
    private final TransactionName name;
    private final String topic;
    private final Duration timeout;
    private final long restoredEpoch;
    private final EpochTransactions transactions;
    private final SinkEncoding.Encoder<T> encoder;

    /** Of the epoch so far. */
    private final BinaryOutput records = new BinaryOutput();

    private int count;

    private TransactionalWriter(
            Kafka kafka,
            String topic,
            TransactionName name,
            Duration timeout,
            long restoredEpoch,
            EpochTransactions transactions,
            SinkEncoding.Encoder<T> encoder) {
        this.kafka = kafka;
        this.name = name;
        this.topic = topic;
        this.timeout = timeout;
        this.restoredEpoch = restoredEpoch;
        this.transactions = transactions;
        this.encoder = encoder;
    }

    static <T> TransactionalWriter<T> open(
            Kafka kafka, SinkEncoding<T> encoding, String sink, Duration timeout, WriterContext context)
            throws IOException {
        TransactionName name = new TransactionName(sink, context.writerIndex());
        EpochTransactions transactions = EpochTransactions.open(kafka, name, encoding.topic(), timeout);
        try {
            requireNotAhead(name, transactions.mark(), context.restoredEpoch());
            SinkEncoding.Encoder<T> encoder = encoding.open(kafka, transactions.partitions(), context.clock());
            return new TransactionalWriter<>(
                    kafka, encoding.topic(), name, timeout, context.restoredEpoch(), transactions, encoder);
        } catch (IOException | RuntimeException failed) {
            transactions.close();
            throw failed;
        }
    }

    private static void requireNotAhead(TransactionName name, @Nullable Long mark, long restoredEpoch)
            throws IOException {
        if (mark != null && mark > restoredEpoch) {
            throw new IOException("epoch " + mark + " of " + name + " is in the topic, but the job "
                    + (restoredEpoch == 0 ? "starts from the beginning" : "goes back to epoch " + restoredEpoch)
                    + ", so records would be written twice. Put the checkpoints back, or say that this is another history by another"
                    + " name: exactlyOnce(\"" + name.sink() + "-2\")");
        }
    }

    @Override
    public void write(Records<T> batch) throws Exception {
        for (int i = 0; i < batch.size(); i++) {
            PreparedRecords.writeRecord(encoder.encode(batch, i), records);
            count++;
        }
        if (records.size() > KafkaSink.EPOCH_BYTES_MAX) {
            throw new IllegalStateException("the records of an epoch may have " + KafkaSink.EPOCH_BYTES_MAX
                    + " bytes, but " + count + " have " + records.size() + " already; make checkpoints more often");
        }
    }

    @Override
    public byte[] prepare(long epoch) throws IOException {
        if (transactions.mark() == null) {
            // From now on a missing mark means that it was lost, and not that nothing was committed.
            transactions.commit(restoredEpoch, List.of(), "");
        }
        BinaryOutput prepared = new BinaryOutput();
        PreparedRecords.writeHead(name, topic, count, prepared);
        prepared.writeRaw(records);
        records.clear();
        count = 0;
        return prepared.toByteArray();
    }

    @Override
    public void commit(long epoch, byte[] prepared) throws IOException {
        PreparedRecords work = PreparedRecords.decode(prepared);
        if (work.name().equals(name)) {
            boolean isHere = work.topic().equals(topic);
            commit(epoch, work, digest(prepared), isHere ? transactions : transactions.into(work.topic()));
            return;
        }
        // A writer that there is no more: it must not commit any more either, even if it only seems to be gone.
        try (EpochTransactions others = EpochTransactions.open(kafka, work.name(), work.topic(), timeout)) {
            requireNotAhead(work.name(), others.mark(), restoredEpoch);
            commit(epoch, work, digest(prepared), others);
        }
    }

    private static String digest(byte[] prepared) {
        CRC32C checksum = new CRC32C();
        checksum.update(prepared);
        return prepared.length + "-" + Long.toHexString(checksum.getValue());
    }

    private static void commit(long epoch, PreparedRecords work, String digest, EpochTransactions by)
            throws IOException {
        if (by.hasOther(epoch, digest)) {
            throw new IOException(
                    "epoch " + epoch + " of " + work.name() + " is in the topic with other records: another"
                            + " process has taken over the sink, and has gone on from an earlier checkpoint. This one must not: delete its"
                            + " checkpoints, or go on from those of the other");
        }
        Long mark = by.mark();
        if (mark == null && work.records().isEmpty()) {
            return;
        }
        if (mark == null) {
            throw new IOException(
                    "whether epoch " + epoch + " of " + work.name() + " is in the topic cannot be found out: Kafka has"
                            + " forgotten the offset of group " + work.name() + " for " + work.topic()
                            + "-0, as it does when a job is down for longer than 'offsets.retention.minutes' of the brokers, or if the topic or"
                            + " the group was deleted. Look at the topic, and set that offset to " + epoch
                            + " if its records are there, or to " + (epoch - 1) + " if they are not");
        }
        if (mark < epoch) {
            // Without records, too: a process that has been fenced must learn of it before its checkpoints get ahead of
            // the mark.
            by.commit(epoch, work.records(), digest);
        }
    }

    @Override
    public void close() {
        encoder.close();
        transactions.close();
    }
}
