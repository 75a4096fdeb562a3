/**
 * Reads topics of Apache Kafka, and writes them exactly once.
 *
 * <p>{@link dev.millrace.connector.kafka.Kafka} is the entrance. Reading: a {@code KafkaSource} finds partitions and where they
 * begin ({@code OffsetLookup}); each is a {@code KafkaSplit}, whose {@code KafkaReader} takes what one thread for the whole
 * source, the {@code TopicConsumer}, has put into the partition's {@code PartitionFeed}. Writing: a {@code KafkaSink} opens a
 * {@code SendingWriter}, which sends at once, or a {@code TransactionalWriter}, which keeps an epoch's records until its
 * checkpoint is complete and then has a {@code TransactionThread} send them in one transaction with an {@code EpochMarker}.
 *
 * <p>Stored bytes. A source position, version 1: {@code byte version; long next; long end}, as described in {@code
 * PartitionPosition}. A prepared epoch, version 1, as described in {@code PreparedRecords}.
 */
@NullMarked
package dev.millrace.connector.kafka;

import org.jspecify.annotations.NullMarked;
