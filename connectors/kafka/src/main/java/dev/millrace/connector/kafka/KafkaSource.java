package dev.millrace.connector.kafka;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.Split;
import dev.millrace.api.connector.SplitDiscovery;
import dev.millrace.api.connector.TimedSource;
import dev.millrace.api.function.SerializableSupplier;
import dev.millrace.api.function.ThrowingFunction;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads topics of Kafka. Immutable; made by {@link KafkaTopics}.
 *
 * <p>Each partition is a split, with a watermark of its own. Partitions and topics that appear while the job runs, or between two
 * runs, are read from their first record. The position of a record is its offset; positions are part of checkpoints, and
 * a job that goes on from one begins where that says and nowhere else. Time is the timestamp beside each record
 * unless {@link #eventTime} takes it from a field.
 *
 * <p>All partitions of a source are fetched by one thread, which keeps at most {@link #QUEUED_RECORDS_MAX} records or
 * {@link #QUEUED_BYTES_MAX} bytes of each ready, and what one answer of the broker brings beyond it. They are decoded on the workers.
 *
 * @param <T> type of the records
 */
public final class KafkaSource<T> implements Source<T> {

    /** No more of a partition is fetched while this many of its records wait to be decoded. */
    public static final int QUEUED_RECORDS_MAX = 2_000;

    /** No more of a partition is fetched while records of this many bytes wait to be decoded. */
    public static final int QUEUED_BYTES_MAX = 4 << 20;

    private final KafkaTopics topics;
    private final Decoding<T> decoding;
    private final SourceOptions options;

    /**
     * How records are decoded, and what becomes of those that cannot be.
     *
     * @param decoders makes one for each reader
     * @param insteadOfBad null to fail
     */
    record Decoding<T>(
            SerializableSupplier<? extends KafkaDecoder<T>> decoders,
            @Nullable ThrowingFunction<BadKafkaRecordException, T> insteadOfBad) {}

    private KafkaSource(KafkaTopics topics, Decoding<T> decoding, SourceOptions options) {
        this.topics = topics;
        this.decoding = decoding;
        this.options = options;
    }

    static <T> KafkaSource<T> of(KafkaTopics topics, SerializableSupplier<? extends KafkaDecoder<T>> decoders) {
        return new KafkaSource<>(topics, new Decoding<>(decoders, null), SourceOptions.DEFAULT);
    }

    private KafkaSource<T> with(SourceOptions changed) {
        return new KafkaSource<>(topics, decoding, changed);
    }

    /**
     * Begins with the first records that there are, which is the default.
     *
     * @return a new source
     */
    public KafkaSource<T> fromEarliest() {
        return with(options.from(new Bound.Earliest()));
    }

    /**
     * Begins with what comes after the start of the job. As long as there is no checkpoint each start is the first one.
     *
     * @return a new source
     */
    public KafkaSource<T> fromLatest() {
        return with(options.from(new Bound.Latest()));
    }

    /**
     * Begins, in each partition, with the first record whose timestamp is not before an instant.
     *
     * @param instant by the timestamps beside the records
     * @return a new source
     */
    public KafkaSource<T> fromTime(Instant instant) {
        return with(options.from(new Bound.Time(Objects.requireNonNull(instant, "instant"))));
    }

    /**
     * Begins with what the {@link #group} has committed, and in partitions of which it has committed nothing with the first record. A job
     * that is run again and again without checkpoints, {@linkplain #untilLatest() until what there is then}, goes on where the last one
     * that ended well has ended.
     *
     * @return a new source
     */
    public KafkaSource<T> fromCommitted() {
        return with(options.from(new Bound.Committed()));
    }

    /**
     * Begins at given offsets, and in partitions that are not given with the first record.
     *
     * @param offsets by partition: the first record to be read
     * @return a new source
     */
    public KafkaSource<T> fromOffsets(Map<TopicPartition, Long> offsets) {
        return with(options.from(new Bound.Offsets(offsets)));
    }

    /**
     * Ends with the last records that there are when the job is first started. The source is bounded then.
     *
     * @return a new source
     */
    public KafkaSource<T> untilLatest() {
        return with(options.until(new Bound.Latest()));
    }

    /**
     * Ends, in each partition, before the first record whose timestamp is not before an instant, or with the last record that there is
     * when the job is first started. The source is bounded then.
     *
     * @param instant by the timestamps beside the records
     * @return a new source
     */
    public KafkaSource<T> untilTime(Instant instant) {
        return with(options.until(new Bound.Time(Objects.requireNonNull(instant, "instant"))));
    }

    /**
     * Ends before given offsets, and in partitions that are not given before their first record. The source is bounded then; it waits for
     * records that are not there yet.
     *
     * @param offsets by partition: the first record not to be read
     * @return a new source
     */
    public KafkaSource<T> untilOffsets(Map<TopicPartition, Long> offsets) {
        return with(options.until(new Bound.Offsets(offsets)));
    }

    /**
     * Tells Kafka, under the name of a group, how far the job has come, for those who watch the lag of groups. Offsets are
     * those of the oldest checkpoint that is kept, the last but one unless {@code retain} says otherwise, and at the end of a job that has ended well,
     * with checkpoints or without, where it ended. They are never read, except by {@link #fromCommitted} when a job is started
     * without a checkpoint.
     *
     * @param name of the group; no consumer may be a member of it
     * @return a new source
     */
    public KafkaSource<T> group(String name) {
        return with(options.group(Objects.requireNonNull(name, "name")));
    }

    /**
     * Reads records of transactions that are open or were aborted, too.
     *
     * @return a new source, which is not replayable: what was read may be gone
     */
    public KafkaSource<T> readUncommitted() {
        return with(options.uncommitted());
    }

    /**
     * Sets how often new partitions and topics are looked for.
     *
     * @param interval at least 100 milliseconds; 30 seconds unless set
     * @return a new source
     */
    public KafkaSource<T> lookForPartitionsEvery(Duration interval) {
        return with(options.discovery(interval));
    }

    /**
     * Gives another record in place of one that cannot be decoded, which becomes a dead letter otherwise ({@link KafkaLetters}) if the policy of the source
     * sets records aside, and else fails the job. Return something that
     * can be told from good records, and filter it or write it where such records are kept: it is counted like any other.
     *
     * @param substitute makes the other record, not null, of what went wrong, which has the record as it was read
     * @return a new source
     */
    public KafkaSource<T> insteadOfBad(ThrowingFunction<BadKafkaRecordException, T> substitute) {
        return new KafkaSource<>(
                topics, new Decoding<>(decoding.decoders(), Objects.requireNonNull(substitute, "substitute")), options);
    }

    /**
     * Finds the partitions, and where each begins and ends.
     *
     * @throws IOException if no broker answers, a topic does not exist, or no topic matches
     */
    @Override
    public List<? extends Split<T>> splits() throws IOException {
        if (options.start() instanceof Bound.Committed && options.group() == null) {
            throw new IOException("fromCommitted() needs the name of a group; say group(\"...\")");
        }
        TopicConsumer consumer = new TopicConsumer(topics, options);
        try (OffsetLookup lookup = new OffsetLookup(topics, options)) {
            return lookup.find().stream()
                    .map(found -> new KafkaSplit<>(
                            found.partition(), found.start(), found.end(), options.end() != null, decoding, consumer))
                    .toList();
        }
    }

    @Override
    public @Nullable SplitDiscovery<T> discover(List<? extends Split<T>> known, ReaderContext context) {
        if (options.end() != null) {
            return null;
        }
        KafkaSplit<T> first = (KafkaSplit<T>) known.get(0);
        return first.consumer()
                .discover(
                        known.stream()
                                .map(split -> ((KafkaSplit<T>) split).partition())
                                .toList(),
                        decoding,
                        context.wakeUp());
    }

    /** A record has the timestamp that Kafka keeps beside it. */
    @Override
    public TimedSource<T> withDefaultTime() {
        return sourceTime();
    }

    @Override
    public boolean isReplayable() {
        return !options.isUncommittedRead();
    }

    @Override
    public String describe() {
        return topics.toString();
    }

    @Override
    public String toString() {
        return describe();
    }
}
