package dev.millrace.connector.kafka;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Where the thread of a {@link TopicConsumer} puts records of one partition, and a reader takes them. One thread on each side.
 *
 * <p>The consumer first adds records and then moves {@link #position}; the reader reads that first and then takes records: a
 * position that it has seen without finding a record is one up to which it has them all.
 */
final class PartitionFeed {

    /** An answer about the end of the partition that is older tells nothing about now. */
    private static final long ANSWER_AGE_MAX_NANOS = TimeUnit.SECONDS.toNanos(3);

    final TopicPartition partition;
    final PartitionPosition start;
    private final TopicConsumer consumer;
    private final Runnable wakeUp;

    private final Queue<ConsumerRecord<byte[], byte[]>> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queuedRecords = new AtomicInteger();
    private final AtomicLong queuedBytes = new AtomicLong();

    /** Offset behind all that was added; written by the consumer's thread. */
    private volatile long position;

    /** What the broker said last. */
    private volatile @Nullable Answer answer;

    /** Whether the consumer fetches no more of it for now. Written by the consumer's thread, which alone pauses and resumes. */
    volatile boolean isPaused;

    private volatile boolean isClosed;

    /** The end of the partition, when the broker was asked. */
    private record Answer(long end, long askedNanos) {}

    PartitionFeed(TopicPartition partition, PartitionPosition start, TopicConsumer consumer, Runnable wakeUp) {
        this.partition = partition;
        this.start = start;
        this.consumer = consumer;
        this.wakeUp = wakeUp;
        position = start.next();
    }

    // The consumer's side.

    /** Adds a record, unless it is behind the end. */
    void add(ConsumerRecord<byte[], byte[]> record) {
        if (record.offset() < start.end()) {
            queuedRecords.incrementAndGet();
            queuedBytes.addAndGet(bytes(record));
            queue.add(record);
        }
    }

    /** All before this offset has been added. */
    void moveTo(long offset) {
        if (offset != position) {
            position = offset;
            wakeUp.run();
        }
    }

    /** The broker has said where the partition ends. */
    void onAnswer(long end, long askedNanos) {
        answer = new Answer(end, askedNanos);
        wakeUp.run();
    }

    /** The broker has not answered. */
    void onNoAnswer() {
        answer = null;
    }

    /** Nothing will be added any more; the reader finds out why. */
    void onFailure() {
        wakeUp.run();
    }

    boolean isFull() {
        return queuedRecords.get() >= KafkaSource.QUEUED_RECORDS_MAX
                || queuedBytes.get() >= KafkaSource.QUEUED_BYTES_MAX
                || position >= start.end();
    }

    boolean isClosed() {
        return isClosed;
    }

    // The reader's side.

    void requireFetched() throws IOException {
        consumer.requireAlive();
    }

    long position() {
        return position;
    }

    /** The next record, or null if there is none now. */
    @Nullable
    ConsumerRecord<byte[], byte[]> poll() {
        ConsumerRecord<byte[], byte[]> next = queue.poll();
        if (next != null) {
            queuedRecords.decrementAndGet();
            queuedBytes.addAndGet(-bytes(next));
        }
        return next;
    }

    /** Has fetching go on if it was paused and there is room again. */
    void onTaken() {
        if (isPaused && queuedRecords.get() < KafkaSource.QUEUED_RECORDS_MAX / 2) {
            consumer.wakeUp();
        }
    }

    /** Whether the broker has said lately that there is nothing from this offset on. */
    boolean isAtEnd(long offset) {
        Answer last = answer;
        return last != null && offset >= last.end && consumer.nanoTime() - last.askedNanos <= ANSWER_AGE_MAX_NANOS;
    }

    /** How many offsets from this one on the broker has told of last, or that have been fetched. */
    OptionalLong offsetsBehind(long offset) {
        Answer last = answer;
        // A start at the beginning has no offset before the first record.
        return last == null || offset < 0
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(0, Math.min(Math.max(last.end, position), start.end()) - offset));
    }

    /** Tells Kafka how far the job has come, if it is to know. */
    void commit(long offset) {
        consumer.commit(partition, offset);
    }

    void close() {
        isClosed = true;
        queue.clear();
        consumer.onClosed();
    }

    private static int bytes(ConsumerRecord<byte[], byte[]> record) {
        return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }
}
