package dev.millrace.connector.kafka;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.Split;
import java.io.IOException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One partition.
 *
 * @param partition which
 * @param start where to begin without a stored position
 * @param end where to end without a stored position
 * @param isBounded whether it ends
 * @param decoding of records
 * @param consumer what fetches the partitions of this source
 */
record KafkaSplit<T>(
        TopicPartition partition,
        long start,
        long end,
        boolean isBounded,
        KafkaSource.Decoding<T> decoding,
        TopicConsumer consumer)
        implements Split<T> {

    @Override
    public String id() {
        return partition.toString();
    }

    @Override
    public SourceReader<T> open(ReaderContext context, byte @Nullable [] position) throws IOException {
        PartitionPosition at;
        if (position != null) {
            PartitionPosition stored = PartitionPosition.of(position);
            boolean isEndKnown = isBounded && stored.end() != PartitionPosition.NO_END;
            at = isEndKnown ? stored : new PartitionPosition(stored.next(), end);
        } else {
            // Begun at its start, a partition that appeared after that of the job would lose its first records.
            at = new PartitionPosition(context.isNew() ? PartitionPosition.EARLIEST : start, end);
        }
        // First what may be refused: nobody would close what was opened.
        KafkaDecoder<T> decoder = decoding.decoders().get();
        return new KafkaReader<>(consumer.open(partition, at, context.wakeUp()), decoding, decoder);
    }

    @Override
    public String describePosition(long position) {
        return partition + ", offset " + position;
    }
}
