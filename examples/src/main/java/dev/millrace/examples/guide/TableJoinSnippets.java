package dev.millrace.examples.guide;

import static dev.millrace.api.aggregate.Aggregates.sum;

import dev.millrace.api.connector.Console;
import dev.millrace.api.join.OnIncomplete;
import dev.millrace.api.stream.JoinedStream;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.TableJoin;
import dev.millrace.api.stream.VersionedTable;
import dev.millrace.api.type.All;
import dev.millrace.examples.FlightsByVisibility.Report;
import dev.millrace.examples.FlightsDaily.Departure;
import dev.millrace.examples.guide.GuideSnippets.Bid;
import java.time.Duration;

/** The code of the page about joins that is about those with tables. */
final class TableJoinSnippets {

    private TableJoinSnippets() {}

    private record Seen(Departure flight, String visibility) {}

    private record Limits(long perMinute) {}

    static void asOf(Stream<Departure> flights, Stream<Report> reports) {
        // snippet: as-of
        VersionedTable<String, Report> weather = reports.keyBy(Report::airport).versioned();

        flights.asOf("with-weather", weather, Departure::origin)
                .within(Duration.ofHours(2))
                .leftOuter((flight, report) -> new Seen(flight, report == null ? "none" : report.visibility()))
                .write("seen", Console.lines());
        // end
    }

    static void deletions(Stream<Departure> flights, Stream<Report> reports) {
        // snippet: deletions
        VersionedTable<String, Report> weather = reports.keyBy(Report::airport)
                .versioned(report -> report.visibility().equals("NA"));
        // end
        flights.asOf("with-weather", weather, Departure::origin)
                .inner((flight, report) -> report.visibility())
                .write("seen", Console.lines());
    }

    static void changes(Stream<Bid> bids) {
        // snippet: changes
        VersionedTable<Long, Long> turnover =
                bids.keyBy(Bid::auction).aggregate("turnover", sum(Bid::price)).versioned();
        // end
        bids.asOf("with-turnover", turnover, Bid::auction)
                .inner((bid, total) -> total - bid.price())
                .write("before", Console.lines());
    }

    static void tell(TableJoin<Departure, Report> withWeather) {
        // snippet: tell
        withWeather
                .onIncomplete(OnIncomplete.TELL)
                .each((flight, report) -> flight + (report.isComplete() ? " " : " for now ") + report.value())
                .write("told", Console.lines());
        // end
    }

    static void late(TableJoin<Departure, Report> withWeather) {
        // snippet: late
        JoinedStream<Departure, Report, String> seen = withWeather.inner((flight, report) -> report.visibility());
        seen.lateLeft().write("late-flights", Console.lines());
        seen.lateRight().write("late-reports", Console.lines());
        // end
        seen.write("seen", Console.lines());
    }

    static void broadcast(Stream<Bid> bids, Stream<Limits> limits) {
        // snippet: broadcast
        VersionedTable<All, Limits> current = limits.keyBy(limit -> All.ALL).versioned();

        bids.broadcastJoin("with-limits", current, bid -> All.ALL)
                .inner((bid, limit) -> bid.price() > limit.perMinute())
                .write("above", Console.lines());
        // end
    }
}
