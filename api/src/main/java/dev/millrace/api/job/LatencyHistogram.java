package dev.millrace.api.job;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How long records took, as counts by duration. Immutable. What a share of the records took is known to the width of a bucket; how
 * many there were, and the longest, exactly.
 *
 * @param buckets those that have records, the shortest first
 * @param max the longest; zero if there were no records
 */
public record LatencyHistogram(List<Bucket> buckets, Duration max) {

    /** Of no records. */
    public static final LatencyHistogram EMPTY = new LatencyHistogram(List.of(), Duration.ZERO);

    private static final double PERCENT = 100;

    /**
     * Records that took about as long.
     *
     * @param atMost the longest that belongs here; the longest of the bucket before does not
     * @param count how many took so long, at least 1
     */
    public record Bucket(Duration atMost, long count) {

        /** Validates. */
        public Bucket {
            if (count < 1) {
                throw new IllegalArgumentException("a bucket has at least 1 record, got " + count);
            }
        }
    }

    /** Copies and validates. */
    public LatencyHistogram {
        buckets = List.copyOf(buckets);
        for (int i = 1; i < buckets.size(); i++) {
            Duration before = buckets.get(i - 1).atMost();
            if (buckets.get(i).atMost().compareTo(before) <= 0) {
                throw new IllegalArgumentException("the bucket up to "
                        + buckets.get(i).atMost() + " stands behind the one up to " + before + "; buckets must ascend");
            }
        }
    }

    /**
     * How many records there were.
     *
     * @return 0 or more
     */
    public long count() {
        return buckets.stream().mapToLong(Bucket::count).sum();
    }

    /**
     * How long a share of the records took at most.
     *
     * @param percent of the records, more than 0 and at most 100, as 99.99
     * @return the end of the bucket in which that record is, but not more than {@link #max}; zero if there were no records
     * @throws IllegalArgumentException if there is no such share
     */
    public Duration percentile(double percent) {
        if (!(percent > 0 && percent <= PERCENT)) {
            throw new IllegalArgumentException("a percentile is more than 0 and at most 100, got " + percent);
        }
        long rank = (long) Math.ceil(count() * percent / PERCENT);
        long seen = 0;
        for (Bucket bucket : buckets) {
            seen += bucket.count();
            if (seen >= rank) {
                return bucket.atMost().compareTo(max) < 0 ? bucket.atMost() : max;
            }
        }
        return max;
    }

    /**
     * The records of both together, as of two tasks of one sink.
     *
     * @param other with buckets of any kind
     * @return the sums
     */
    public LatencyHistogram plus(LatencyHistogram other) {
        SortedMap<Duration, Long> sums = Stream.of(this, other)
                .flatMap(each -> each.buckets.stream())
                .collect(Collectors.toMap(Bucket::atMost, Bucket::count, Long::sum, TreeMap::new));
        return new LatencyHistogram(
                sums.entrySet().stream()
                        .map(entry -> new Bucket(entry.getKey(), entry.getValue()))
                        .toList(),
                max.compareTo(other.max) > 0 ? max : other.max);
    }

    /** In one line, for people: {@code p50 1.2 ms, p99 3.0 ms, p99.9 4.1 ms, p99.99 9.7 ms, max 12.3 ms of 1000 records}. */
    @Override
    public String toString() {
        return Stream.of(50.0, 99.0, 99.9, 99.99)
                        .map(percent -> "p" + (percent % 1 == 0 ? "" + Math.round(percent) : "" + percent) + " "
                                + millis(percentile(percent)))
                        .collect(Collectors.joining(", "))
                + ", max " + millis(max) + " of " + count() + " records";
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1e6);
    }
}
