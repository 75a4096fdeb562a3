package dev.millrace.connector.kafka;

import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Where reading begins or ends. */
sealed interface Bound {

    /** The first record that the partition still has. */
    record Earliest() implements Bound {}

    /** Behind the last record that there is when the job starts. */
    record Latest() implements Bound {}

    /** The first record that is not older. */
    record Time(Instant instant) implements Bound {}

    /** What a group has committed. */
    record Committed() implements Bound {}

    /** By partition. */
    record Offsets(Map<TopicPartition, Long> offsets) implements Bound {

        public Offsets {
            offsets = Map.copyOf(offsets);
            offsets.forEach((partition, offset) -> {
                if (offset < 0) {
                    throw new IllegalArgumentException(
                            "an offset must not be negative, got " + offset + " for " + partition);
                }
            });
        }
    }
}
