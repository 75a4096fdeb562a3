package dev.millrace.examples.guide;

import static dev.millrace.api.aggregate.Aggregates.average;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.max;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.aggregate.Aggregates.summary;
import static dev.millrace.api.window.Windows.calendar;
import static dev.millrace.api.window.Windows.global;
import static dev.millrace.api.window.Windows.session;
import static dev.millrace.api.window.Windows.sliding;
import static dev.millrace.api.window.Windows.trailing;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.aggregate.LongSummary;
import dev.millrace.api.connector.Console;
import dev.millrace.api.stream.KeyedStream;
import dev.millrace.api.stream.SeveralResults;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.WindowedResults;
import dev.millrace.api.type.All;
import dev.millrace.api.window.AlignedWindows;
import dev.millrace.api.window.AssignedWindows;
import dev.millrace.api.window.LatePolicy;
import dev.millrace.api.window.LateRecord;
import dev.millrace.api.window.ResultKind;
import dev.millrace.api.window.SlidingWindow;
import dev.millrace.api.window.TumblingWindow;
import dev.millrace.api.window.WindowResult;
import dev.millrace.api.window.Windows;
import dev.millrace.connector.files.JsonLines;
import dev.millrace.examples.guide.GuideSnippets.Bid;
import dev.millrace.examples.guide.GuideSnippets.Edit;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;

/** The code of the page about windows. */
final class WindowSnippets {

    private WindowSnippets() {}

    static void minute(Stream<Bid> bids) {
        // snippet: minute
        WindowedResults<Bid, Long, LongSummary> prices = bids.keyBy(Bid::auction)
                .window(tumbling(Duration.ofMinutes(1)))
                .aggregate("prices", summary(Bid::price));
        // end
        prices.write("out", Console.table());
    }

    // snippet: record-key
    record Desk(String channel, String user) {}

    static KeyedStream<Edit, Desk> byDesk(Stream<Edit> edits) {
        return edits.keyBy(edit -> new Desk(edit.channel(), edit.user()));
    }
    // end

    static void tumblingWindows(KeyedStream<Bid, Long> byAuction) {
        // snippet: tumbling
        byAuction.window(tumbling(Duration.ofHours(1)));
        byAuction.window(tumbling(Duration.ofHours(1)).withOffset(Duration.ofMinutes(15))); // from quarter past
        // end
    }

    static void slidingWindows(KeyedStream<Bid, Long> byAuction) {
        // snippet: sliding
        byAuction.window(sliding(Duration.ofMinutes(10), Duration.ofMinutes(1)));
        byAuction.window(sliding(Duration.ofMinutes(1), Duration.ofMinutes(10))); // one minute in ten: gaps
        // end
    }

    static void calendarWindows(KeyedStream<Bid, Long> byAuction) {
        // snippet: calendar
        ZoneId zone = ZoneId.of("America/New_York");
        byAuction.window(calendar(Period.ofDays(1), zone));
        byAuction.window(calendar(Period.ofWeeks(1), zone)); // from Monday
        byAuction.window(calendar(Period.ofWeeks(1), zone).startingAt(LocalDate.of(2024, 1, 7))); // from Sunday
        byAuction.window(calendar(Period.ofMonths(3), zone)); // quarters
        byAuction.window(calendar(Period.ofYears(1), zone).startingAt(LocalDate.of(2023, 10, 1))); // fiscal years
        // end
    }

    static void sessionWindows(KeyedStream<Edit, String> byUser) {
        // snippet: session
        byUser.window(session(Duration.ofMinutes(30)));
        byUser.window(session(edit -> Duration.ofMinutes(edit.added() > 1_000 ? 60 : 20)));
        // end
    }

    static void sessionEnd(KeyedStream<Edit, String> byUser) {
        // snippet: session-end
        Duration gap = Duration.ofMinutes(30);
        Stream<Instant> lastEdits = byUser.window(session(gap))
                .aggregate("sessions", count())
                .map(session -> session.end().minus(gap).minusMillis(1));
        // end
        lastEdits.write("out", Console.lines());
    }

    static void countWindows(KeyedStream<Bid, Long> byAuction) {
        // snippet: count
        byAuction.window(Windows.count(100));
        byAuction.window(Windows.count(100).slidingBy(10));
        byAuction.window(Windows.count(100).inArrivalOrder());
        // end
    }

    static void trailingWindows(KeyedStream<Bid, Long> byAuction) {
        // snippet: trailing
        byAuction.window(trailing(Duration.ofMinutes(10))).aggregate("recent", average(Bid::price));
        // end
    }

    static void globalWindow(KeyedStream<Bid, Long> byAuction) {
        // snippet: global
        byAuction.window(global()).earlyEvery(Duration.ofHours(1)).aggregate("so-far", sum(Bid::price));
        // end
    }

    static void early(KeyedStream<Bid, Long> byAuction) {
        // snippet: early
        WindowedResults<Bid, Long, Long> turnover = byAuction
                .window(tumbling(Duration.ofHours(1)))
                .earlyEvery(Duration.ofMinutes(1))
                .earlyEvery(10_000)
                .allowedLateness(Duration.ofMinutes(10))
                .aggregate("turnover", sum(Bid::price));

        turnover.filter(result -> result.kind() == ResultKind.FINAL).write("final", Console.table());
        // end
    }

    static void discarding(KeyedStream<Bid, Long> byAuction) {
        // snippet: discarding
        byAuction
                .window(tumbling(Duration.ofHours(1)))
                .earlyEvery(Duration.ofMinutes(1))
                .discarding()
                .aggregate("new-bids", count());
        // end
    }

    static void late(KeyedStream<Bid, Long> byAuction, Path lateFile) {
        // snippet: late
        WindowedResults<Bid, Long, Long> counts =
                byAuction.window(tumbling(Duration.ofMinutes(1))).aggregate("counts", count());

        Stream<LateRecord<Bid>> late = counts.late();
        late.write("late-file", JsonLines.to(lateFile));
        late.map(LateRecord::lateBy).write("late-by", Console.lines());
        // end
    }

    static void policy(KeyedStream<Bid, Long> byAuction) {
        // snippet: late-policy
        byAuction
                .window(tumbling(Duration.ofMinutes(1)))
                .onLate(LatePolicy.FAIL)
                .aggregate("strict-counts", count());
        // end
    }

    static void several(KeyedStream<Bid, Long> byAuction) {
        // snippet: several
        TumblingWindow hours = tumbling(Duration.ofHours(1));
        SlidingWindow lastTenMinutes = sliding(Duration.ofMinutes(10), Duration.ofMinutes(1));

        SeveralResults<Bid, Long, Long> highest =
                byAuction.windows(hours, lastTenMinutes).aggregate("highest", max(Bid::price));

        highest.of(hours).write("hours", Console.table());
        highest.of(lastTenMinutes).write("last-ten-minutes", Console.table());
        highest.late().write("too-late-for-both", Console.lines());
        // end
    }

    static void unkeyed(Stream<Bid> bids) {
        // snippet: unkeyed
        Stream<WindowResult<All, Long>> total =
                bids.window(tumbling(Duration.ofMinutes(1))).aggregate("total", sum(Bid::price));
        // end
        total.write("out", Console.table());
    }

    // snippet: shop-hours
    /** Every day from nine to five on the clocks of a zone. What happens at night belongs to no window. */
    record ShopHours(ZoneId zone) implements AlignedWindows {

        private static final LocalTime OPENS = LocalTime.of(9, 0);
        private static final LocalTime CLOSES = LocalTime.of(17, 0);

        @Override
        public long sliceStart(long timestamp) {
            LocalDate day = day(timestamp);
            if (timestamp < millis(day, OPENS)) {
                return millis(day.minusDays(1), CLOSES);
            }
            return timestamp < millis(day, CLOSES) ? millis(day, OPENS) : millis(day, CLOSES);
        }

        @Override
        public long sliceEnd(long timestamp) {
            LocalDate day = day(timestamp);
            if (timestamp < millis(day, OPENS)) {
                return millis(day, OPENS);
            }
            return timestamp < millis(day, CLOSES) ? millis(day, CLOSES) : millis(day.plusDays(1), OPENS);
        }

        @Override
        public long windowStart(long end) {
            LocalDate day = day(end);
            return end == millis(day, CLOSES) ? millis(day, OPENS) : NO_WINDOW;
        }

        private LocalDate day(long timestamp) {
            return LocalDate.ofInstant(Instant.ofEpochMilli(timestamp), zone);
        }

        private long millis(LocalDate day, LocalTime time) {
            long second = day.atTime(time).atZone(zone).toEpochSecond();
            if (Math.abs(second) > Long.MAX_VALUE / 1_000) {
                return second < 0 ? Long.MIN_VALUE : Long.MAX_VALUE; // where time itself ends
            }
            return second * 1_000;
        }

        @Override
        public String describe() {
            return "shop hours in " + zone;
        }
    }
    // end

    // snippet: own-days
    record Visit(String shop, ZoneId zone, Instant time) {}

    /** The day of each visit, on the clocks of where it was. */
    record LocalDays() implements AssignedWindows<Visit> {

        @Override
        public void assign(Visit visit, long timestamp, Collector windows) {
            LocalDate day = LocalDate.ofInstant(visit.time(), visit.zone());
            windows.add(
                    day.atStartOfDay(visit.zone()).toInstant().toEpochMilli(),
                    day.plusDays(1).atStartOfDay(visit.zone()).toInstant().toEpochMilli());
        }

        @Override
        public boolean isMerging() {
            return false;
        }

        @Override
        public String describe() {
            return "local days";
        }
    }
    // end

    // snippet: busy-times
    record Task(String machine, Instant start, Duration length) {}

    /** Times in which a machine is busy: tasks that overlap make one window, with no gap to wait for. */
    record BusyTimes() implements AssignedWindows<Task> {

        @Override
        public void assign(Task task, long timestamp, Collector windows) {
            windows.add(timestamp, timestamp + Math.max(1, task.length().toMillis()));
        }

        @Override
        public boolean isMerging() {
            return true;
        }

        @Override
        public String describe() {
            return "busy times";
        }
    }
    // end

    static void own(Stream<Bid> bids, Stream<Visit> visits, Stream<Task> tasks) {
        // snippet: own-windows
        bids.keyBy(Bid::auction)
                .window(new ShopHours(ZoneId.of("Europe/Berlin")))
                .aggregate("by-day", count());
        visits.keyBy(Visit::shop).window(new LocalDays()).aggregate("visits", count());
        tasks.keyBy(Task::machine).window(new BusyTimes()).aggregate("busy", count());
        // end
    }
}
