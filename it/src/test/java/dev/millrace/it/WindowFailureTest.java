package dev.millrace.it;

import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.window.Windows.session;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.job.JobStatus;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.window.AlignedWindows;
import dev.millrace.api.window.AssignedWindows;
import dev.millrace.api.window.LatePolicy;
import dev.millrace.api.window.WindowSpec;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What fails in windows names the operator and the record, and leaves no record unaccounted for. */
class WindowFailureTest {

    record Reading(long key, long time, long number) {}

    private static final List<Reading> READINGS = List.of(
            new Reading(1, 10, 1), new Reading(2, 11, 2), new Reading(3, 500, 3), new Reading(1, 13, Long.MAX_VALUE));

    private static TestRun run(WindowSpec<? super Reading> window, LatePolicy policy, int workers) {
        Pipeline pipeline = Pipeline.named("failing");
        pipeline.read("readings", ListSource.of(READINGS).eventTimeMillis(Reading::time))
                .keyBy(Reading::key)
                .window(window)
                .onLate(policy)
                .aggregate("sums", sum(Reading::number))
                .write("results", new CollectingSink<>());
        TestRun run =
                TestRun.of(pipeline).workers(workers).seed(1).batchCapacity(100).start();
        run.runUntilIdle();
        return run;
    }

    private static void assertFailed(TestRun run, int position, String message) {
        assertThat(run.status()).isEqualTo(JobStatus.FAILED);
        assertThat(run.failure())
                .hasMessageContaining("'sums'")
                .hasMessageContaining("'readings'")
                .hasMessageContaining(Integer.toString(position))
                .hasStackTraceContaining(message);
        assertThat(run.ledger().imbalances()).isEmpty();
    }

    /** Whole milliseconds, and none at one time. */
    private record NoWindowsAt(long time) implements AlignedWindows {

        @Override
        public long sliceStart(long timestamp) {
            if (timestamp == time) {
                throw new IllegalStateException("there is no window at " + time);
            }
            return timestamp;
        }

        @Override
        public long sliceEnd(long timestamp) {
            return timestamp + 1;
        }

        @Override
        public long windowStart(long end) {
            return end - 1;
        }

        @Override
        public String describe() {
            return "none at " + time;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void alignedWindowsThatThrowNameTheRecord(int workers) {
        assertFailed(run(new NoWindowsAt(11), LatePolicy.SIDE_STREAM, workers), 1, "there is no window at 11");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aRecordThatIsLateFailsTheJobIfThatIsThePolicy(int workers) {
        assertFailed(
                run(tumbling(Duration.ofMillis(100)), LatePolicy.FAIL, workers),
                3,
                "came after its last window Window[start=1970-01-01T00:00:00Z, end=1970-01-01T00:00:00.100Z] had closed,"
                        + " the watermark being 1970-01-01T00:00:00.500Z");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aGapThatIsNoneNamesTheRecord(int workers) {
        assertFailed(
                run(
                        session((Reading reading) -> Duration.ofMillis(reading.number() - 2)),
                        LatePolicy.SIDE_STREAM,
                        workers),
                0,
                "the gap of a session window must be between PT0.001S");
    }

    /** A window that ends before the record. */
    private record Wrong() implements AssignedWindows<Reading> {

        @Override
        public void assign(Reading record, long timestamp, Collector windows) {
            windows.add(timestamp, record.key() == 2 ? timestamp : timestamp + 1);
        }

        @Override
        public boolean isMerging() {
            return false;
        }

        @Override
        public String describe() {
            return "wrong";
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aWindowWithoutItsRecordIsRefused(int workers) {
        assertFailed(
                run(new Wrong(), LatePolicy.SIDE_STREAM, workers),
                1,
                "the window [11, 11) that 'wrong' chose does not contain the time of its record, 11");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aSumThatOverflowsNamesTheRecord(int workers) {
        assertFailed(
                run(tumbling(Duration.ofSeconds(1)), LatePolicy.SIDE_STREAM, workers),
                3,
                "the sum of longs overflowed; sum a double instead");
    }
}
