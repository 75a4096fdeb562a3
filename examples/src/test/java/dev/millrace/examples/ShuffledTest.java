package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.Split;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShuffledTest {

    private static final long BOUND_MILLIS = 1_000;
    private static final List<Long> TIMES =
            LongStream.range(0, 5_000).map(i -> i * 7).boxed().toList();

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, Long.MAX_VALUE})
    void noRecordIsLaterThanTheBoundAndNoneIsLost(long seed) throws Exception {
        List<Long> arrived = readAll(open(seed, null));

        assertThat(arrived).containsExactlyInAnyOrderElementsOf(TIMES);
        long latest = Long.MIN_VALUE;
        long lateMax = 0;
        for (long time : arrived) {
            latest = Math.max(latest, time);
            lateMax = Math.max(lateMax, latest - time);
        }
        assertThat(lateMax).isBetween(BOUND_MILLIS / 2, BOUND_MILLIS);
    }

    @Test
    void theSeedDecidesTheOrder() throws Exception {
        assertThat(readAll(open(1, null))).isEqualTo(readAll(open(1, null))).isNotEqualTo(readAll(open(2, null)));
    }

    @Test
    void aReaderResumesInTheSameOrder() throws Exception {
        SourceReader<Long> reader = open(1, null);
        List<Long> first = read(reader, 1_234);

        List<Long> rest = readAll(open(1, reader.position()));

        first.addAll(rest);
        assertThat(first).isEqualTo(readAll(open(1, null)));
    }

    private static SourceReader<Long> open(long seed, byte @Nullable [] position) throws Exception {
        Shuffled<Long> shuffled =
                new Shuffled<>(ListSource.of(TIMES), time -> time, Duration.ofMillis(BOUND_MILLIS), seed);
        Split<Long> split = shuffled.splits().get(0);
        return split.open(new ReaderContext(InstantSource.system(), () -> {}), position);
    }

    private static List<Long> readAll(SourceReader<Long> reader) throws Exception {
        return read(reader, Integer.MAX_VALUE);
    }

    private static List<Long> read(SourceReader<Long> reader, int limit) throws Exception {
        List<Long> records = new ArrayList<>();
        while (records.size() < limit) {
            int batch = Math.min(100, limit - records.size());
            if (reader.read(new Batch(records, records.size() + batch)) != SourceReader.Status.DATA) {
                break;
            }
        }
        return records;
    }

    private record Batch(List<Long> records, int end) implements RecordCollector<Long> {

        @Override
        public void collect(Long record, long position) {
            records.add(record);
        }

        @Override
        public void collect(Long record, long position, long timestampMillis) {
            assertThat(position).isGreaterThanOrEqualTo(records.size());
            assertThat(timestampMillis).isEqualTo(record);
            records.add(record);
        }

        @Override
        public int remaining() {
            return end - records.size();
        }
    }
}
