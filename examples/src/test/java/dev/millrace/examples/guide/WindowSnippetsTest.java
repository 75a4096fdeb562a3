package dev.millrace.examples.guide;

import static dev.millrace.api.aggregate.Aggregates.count;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.TimedSource;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.window.AlignedWindows;
import dev.millrace.api.window.WindowResult;
import dev.millrace.api.window.WindowSpec;
import dev.millrace.examples.guide.GuideSnippets.Bid;
import dev.millrace.examples.guide.WindowSnippets.BusyTimes;
import dev.millrace.examples.guide.WindowSnippets.LocalDays;
import dev.millrace.examples.guide.WindowSnippets.ShopHours;
import dev.millrace.examples.guide.WindowSnippets.Task;
import dev.millrace.examples.guide.WindowSnippets.Visit;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The windows that the guide writes do what it says. */
class WindowSnippetsTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void shopHoursHoldTheLawsOfAlignedWindows() {
        AlignedWindows hours = new ShopHours(BERLIN);
        long from = Instant.parse("2024-03-29T00:00:00Z").toEpochMilli();
        long to = Instant.parse("2024-04-02T00:00:00Z").toEpochMilli();
        int windows = 0;
        long end;
        for (long time = hours.sliceStart(from); time < to; time = end) {
            end = hours.sliceEnd(time);
            assertThat(hours.sliceStart(time)).isEqualTo(time);
            assertThat(hours.sliceStart(end - 1)).isEqualTo(time);
            assertThat(hours.sliceEnd(end - 1)).isEqualTo(end);
            boolean isWindow = hours.windowStart(end) != AlignedWindows.NO_WINDOW;
            assertThat(hours.lastEnd(time)).isEqualTo(isWindow ? end : AlignedWindows.NO_WINDOW);
            if (isWindow) {
                assertThat(hours.windowStart(end)).isEqualTo(time);
                assertThat(end - time).isEqualTo(Duration.ofHours(8).toMillis());
                windows++;
            }
        }
        assertThat(windows).isEqualTo(4);
    }

    @Test
    void whatHappensAtNightIsInNoWindowAndCountedAsFiltered() {
        List<Bid> bids = List.of(
                bid("2024-03-30T07:59:59Z"), // winter time: the shop opens at eight in UTC
                bid("2024-03-30T08:00:00Z"),
                bid("2024-03-30T15:59:59Z"),
                bid("2024-03-30T16:00:00Z"),
                bid("2024-03-31T07:00:00Z"), // summer time
                bid("2024-03-31T15:00:00Z"));

        Outcome outcome = run(
                Pipeline.named("hours"), ListSource.of(bids).eventTime(Bid::time), Bid::auction, new ShopHours(BERLIN));

        assertThat(outcome.rows)
                .containsExactlyInAnyOrder(
                        "1 2024-03-30T08:00:00Z 2024-03-30T16:00:00Z 2",
                        "1 2024-03-31T07:00:00Z 2024-03-31T15:00:00Z 1");
        assertThat(outcome.filtered).isEqualTo(3);
    }

    @Test
    void eachVisitIsCountedOnItsOwnDay() {
        ZoneId tokyo = ZoneId.of("Asia/Tokyo");
        List<Visit> visits = List.of(
                new Visit("a", BERLIN, Instant.parse("2024-05-01T20:00:00Z")),
                new Visit("a", tokyo, Instant.parse("2024-05-01T20:30:00Z")),
                new Visit("a", BERLIN, Instant.parse("2024-05-01T21:59:59Z")),
                new Visit("a", BERLIN, Instant.parse("2024-05-01T22:00:00Z")));

        Outcome outcome = run(
                Pipeline.named("visits"), ListSource.of(visits).eventTime(Visit::time), Visit::shop, new LocalDays());

        assertThat(outcome.rows)
                .containsExactlyInAnyOrder(
                        "a 2024-04-30T22:00:00Z 2024-05-01T22:00:00Z 2",
                        "a 2024-05-01T15:00:00Z 2024-05-02T15:00:00Z 1",
                        "a 2024-05-01T22:00:00Z 2024-05-02T22:00:00Z 1");
    }

    @Test
    void tasksThatOverlapMakeOneBusyTimeAndThoseThatTouchDoNot() {
        List<Task> tasks = List.of(
                task("10:00:00", 60),
                task("10:00:30", 60),
                task("10:01:30", 10), // starts when the one before ends
                task("10:05:00", 0));

        Outcome outcome = run(
                Pipeline.named("tasks"), ListSource.of(tasks).eventTime(Task::start), Task::machine, new BusyTimes());

        assertThat(outcome.rows)
                .containsExactlyInAnyOrder(
                        "m 2024-05-01T10:00:00Z 2024-05-01T10:01:30Z 2",
                        "m 2024-05-01T10:01:30Z 2024-05-01T10:01:40Z 1",
                        "m 2024-05-01T10:05:00Z 2024-05-01T10:05:00.001Z 1");
    }

    private static Bid bid(String time) {
        return new Bid(1, 100, Instant.parse(time));
    }

    private static Task task(String start, int seconds) {
        return new Task("m", Instant.parse("2024-05-01T" + start + "Z"), Duration.ofSeconds(seconds));
    }

    private record Outcome(List<String> rows, long filtered) {}

    private static <T, K> Outcome run(
            Pipeline pipeline, TimedSource<T> source, ThrowingFunction<T, K> key, WindowSpec<? super T> window) {
        CollectingSink<WindowResult<K, Long>> results = new CollectingSink<>();
        pipeline.read("source", source)
                .keyBy(key)
                .window(window)
                .aggregate("counts", count())
                .write("out", results);
        TestRun run = TestRun.of(pipeline).workers(2).seed(1).start().runToEnd();
        return new Outcome(
                results.records().stream()
                        .map(result -> result.key() + " " + result.start() + " " + result.end() + " " + result.value())
                        .toList(),
                run.ledger().operator("counts").filtered());
    }
}
