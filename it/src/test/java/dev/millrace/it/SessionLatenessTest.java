package dev.millrace.it;

import static dev.millrace.api.aggregate.Aggregates.count;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.SeveralResults;
import dev.millrace.api.stream.WindowedResults;
import dev.millrace.api.window.LateRecord;
import dev.millrace.api.window.WindowResult;
import dev.millrace.api.window.WindowSpec;
import dev.millrace.api.window.Windows;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that have given their result and take late records, as the guide tells it. */
class SessionLatenessTest {

    record Tick(String key, long time) {}

    @Test
    void twoClosedSessionsThatALateRecordJoinsGiveOneUpdateOverBoth() {
        assertThat(results(List.of(new Tick("a", 100), new Tick("a", 118), new Tick("b", 150), new Tick("a", 109))))
                .containsExactly(
                        "a [100, 111) 1 FINAL 0 WATERMARK",
                        "a [118, 129) 1 FINAL 0 WATERMARK",
                        "a [100, 129) 3 LATE_UPDATE 1 WATERMARK",
                        "b [150, 161) 1 FINAL 0 END");
    }

    @Test
    void aClosedSessionThatALateRecordMakesLongerThanTheWatermarkIsOpenAgain() {
        assertThat(results(List.of(new Tick("a", 100), new Tick("b", 115), new Tick("a", 108), new Tick("b", 150))))
                .containsExactly(
                        "a [100, 111) 1 FINAL 0 WATERMARK",
                        "a [100, 119) 2 FINAL 1 WATERMARK",
                        "b [115, 126) 1 FINAL 0 WATERMARK",
                        "b [150, 161) 1 FINAL 0 END");
    }

    /**
     * At the last tick time is 120: its own window, [105, 116), has closed, but not the session [100, 131) that it lies in.
     * Whether the operator has come to know of that session in the same batch must not matter.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100})
    void anOpenSessionTakesALateRecordWhateverTheBatches(int batchCapacity) {
        List<Tick> ticks = List.of(new Tick("a", 100), new Tick("a", 110), new Tick("a", 120), new Tick("a", 105));
        CollectingSink<WindowResult<String, Long>> sessions = new CollectingSink<>();
        CollectingSink<LateRecord<Tick>> late = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("ticks");
        WindowedResults<Tick, String, Long> results = pipeline.read(
                        "ticks", ListSource.of(ticks).eventTimeMillis(Tick::time))
                .keyBy(Tick::key)
                .window(Windows.session(Duration.ofMillis(10)))
                .aggregate("sessions", count());
        results.write("out", sessions);
        results.late().write("late", late);

        TestRun.of(pipeline).batchCapacity(batchCapacity).start().runToEnd();

        assertThat(sessions.records()).extracting(WindowResult::value).containsExactly(4L);
        assertThat(late.records()).isEmpty();
    }

    /** The same beside another kind of windows, in which the last tick is late. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100})
    void anOpenSessionTakesALateRecordBesideOtherWindows(int batchCapacity) {
        List<Tick> ticks = List.of(new Tick("a", 100), new Tick("a", 110), new Tick("a", 120), new Tick("a", 105));
        CollectingSink<WindowResult<String, Long>> sessions = new CollectingSink<>();
        CollectingSink<WindowResult<String, Long>> tumbling = new CollectingSink<>();
        CollectingSink<LateRecord<Tick>> late = new CollectingSink<>();
        WindowSpec<Object> tens = Windows.tumbling(Duration.ofMillis(10));
        WindowSpec<Object> tenApart = Windows.session(Duration.ofMillis(10));
        Pipeline pipeline = Pipeline.named("ticks");
        SeveralResults<Tick, String, Long> results = pipeline.read(
                        "ticks", ListSource.of(ticks).eventTimeMillis(Tick::time))
                .keyBy(Tick::key)
                .windows(tens, tenApart)
                .aggregate("both", count());
        results.of(tens).write("tumbling", tumbling);
        results.of(tenApart).write("sessions", sessions);
        results.late().write("late", late);

        TestRun run = TestRun.of(pipeline).batchCapacity(batchCapacity).start().runToEnd();

        assertThat(sessions.records()).extracting(WindowResult::value).containsExactly(4L);
        assertThat(tumbling.records()).extracting(WindowResult::value).containsExactly(1L, 1L, 1L);
        assertThat(late.records()).isEmpty();
        assertThat(run.ledger().operator("both").passed()).isEqualTo(4);
    }

    private static List<String> results(List<Tick> ticks) {
        CollectingSink<WindowResult<String, Long>> results = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("ticks");
        pipeline.read("ticks", ListSource.of(ticks).eventTimeMillis(Tick::time))
                .keyBy(Tick::key)
                .window(Windows.session(Duration.ofMillis(10)))
                .allowedLateness(Duration.ofMillis(100))
                .aggregate("sessions", count())
                .write("out", results);
        // One record a batch, so that the watermark moves between any two.
        TestRun.of(pipeline).workers(1).seed(1).batchCapacity(1).start().runToEnd();
        return results.records().stream()
                .map(result -> result.key() + " [" + result.start().toEpochMilli() + ", "
                        + result.end().toEpochMilli() + ") " + result.value() + " " + result.kind() + " "
                        + result.revision() + " " + result.closedBy())
                .toList();
    }
}
