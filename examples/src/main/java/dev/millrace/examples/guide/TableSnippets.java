package dev.millrace.examples.guide;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.sum;

import dev.millrace.api.connector.CallbackSink;
import dev.millrace.api.connector.Console;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.Table;
import dev.millrace.api.table.Change;
import dev.millrace.api.table.Row;
import dev.millrace.api.type.All;
import dev.millrace.examples.guide.GuideSnippets.Bid;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The code of the page about tables. */
final class TableSnippets {

    private TableSnippets() {}

    static void running(Stream<Bid> bids) {
        // snippet: running
        Table<Long, Long> turnover = bids.keyBy(Bid::auction).aggregate("turnover", sum(Bid::price));

        Stream<Change<Long, Long>> changes = turnover.changes();
        changes.write("changes", Console.lines());
        // end
    }

    static void all(Stream<Bid> bids) {
        // snippet: all
        Table<All, Long> seen = bids.aggregate("seen", count());
        // end
        seen.changes().write("seen-out", Console.lines());
    }

    static void top(Stream<Bid> bids) {
        // snippet: top
        Table<All, List<Row<Long, Long>>> best = bids.keyBy(Bid::auction)
                .aggregate("turnover", sum(Bid::price))
                .top("best", 3, Comparator.reverseOrder());

        best.changes()
                .map(Change::value) // the three rows, best first
                .write("best-out", Console.lines());
        // end
    }

    static void mirror(Table<Long, Long> turnover, Map<Long, Long> mirror) {
        // snippet: mirror
        turnover.changes().write("mirror", CallbackSink.of(change -> {
            switch (change.kind()) {
                case INSERT, UPDATE -> mirror.put(change.key(), change.value());
                case DELETE -> mirror.remove(change.key());
            }
        }));
        // end
    }

    static void deduplicate(Stream<Bid> bids) {
        // snippet: deduplicate
        Stream<Bid> firstOfEachMinute = bids.keyBy(Bid::auction).deduplicate("first", Duration.ofMinutes(1));
        // end
        firstOfEachMinute.write("first-out", Console.lines());
    }
}
