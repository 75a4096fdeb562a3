package dev.millrace.connector.kafka;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What may be said of a source besides its topics.
 *
 * @param start where reading begins
 * @param end where it ends; null for never
 * @param group that is told of offsets; null for none
 * @param isUncommittedRead whether records of open and aborted transactions are read
 * @param discovery how often new partitions are looked for
 */
record SourceOptions(
        Bound start, @Nullable Bound end, @Nullable String group, boolean isUncommittedRead, Duration discovery) {

    static final SourceOptions DEFAULT =
            new SourceOptions(new Bound.Earliest(), null, null, false, Duration.ofSeconds(30));

    SourceOptions {
        if (discovery.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException(
                    "new partitions may be looked for every PT0.1S at most, got " + discovery);
        }
    }

    SourceOptions from(Bound bound) {
        return new SourceOptions(bound, end, group, isUncommittedRead, discovery);
    }

    SourceOptions until(Bound bound) {
        return new SourceOptions(start, bound, group, isUncommittedRead, discovery);
    }

    SourceOptions group(String name) {
        return new SourceOptions(start, end, name, isUncommittedRead, discovery);
    }

    SourceOptions uncommitted() {
        return new SourceOptions(start, end, group, true, discovery);
    }

    SourceOptions discovery(Duration interval) {
        return new SourceOptions(start, end, group, isUncommittedRead, interval);
    }
}
