package dev.millrace.examples.guide;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.average;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.filtering;
import static dev.millrace.api.aggregate.Aggregates.filteringOptional;
import static dev.millrace.api.aggregate.Aggregates.groupingBy;
import static dev.millrace.api.aggregate.Aggregates.maxBy;
import static dev.millrace.api.aggregate.Aggregates.min;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.aggregate.AllOf;
import dev.millrace.api.aggregate.CellAggregate.Reader;
import dev.millrace.api.aggregate.Fold;
import dev.millrace.api.aggregate.FoldAggregate;
import dev.millrace.api.function.ThrowingToLong;
import dev.millrace.api.stream.KeyedStream;
import dev.millrace.api.stream.WindowedResults;
import dev.millrace.examples.guide.GuideSnippets.Bid;
import dev.millrace.examples.guide.GuideSnippets.Edit;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The code of the page about aggregates. */
final class AggregateSnippets {

    private AggregateSnippets() {}

    // snippet: filters
    record Channel(long edits, long removals, Optional<Long> smallestGift, Map<String, Long> byUser) {}

    static WindowedResults<Edit, String, Channel> channels(KeyedStream<Edit, String> byChannel) {
        return byChannel
                .window(tumbling(Duration.ofHours(1)))
                .aggregate(
                        "channels",
                        allOf(
                                count(),
                                filtering(edit -> edit.added() < 0, count()),
                                filteringOptional(edit -> edit.added() > 0, min(Edit::added)),
                                groupingBy(Edit::user, sum(Edit::added)),
                                Channel::new));
    }
    // end

    static WindowedResults<Bid, Long, String> built(KeyedStream<Bid, Long> byAuction) {
        // snippet: builder
        AllOf<Bid> all = allOf();
        AllOf.Part<Long> bids = all.add(count());
        AllOf.Part<Double> price = all.add(average(Bid::price));
        AllOf.Part<Bid> highest = all.add(maxBy(Bid::price));

        Aggregate<Bid, ?, String> line = all.build()
                .andThen(results -> results.get(bids) + " bids, " + results.get(price) + " on average, the highest at "
                        + results.get(highest).time());
        // end
        return byAuction.window(tumbling(Duration.ofHours(1))).aggregate("lines", line);
    }

    // snippet: own-aggregate
    /** The longest name of each key and window; of equally long ones the first in the alphabet. */
    record Longest() implements Aggregate<Edit, String, String> {

        @Override
        public String create() {
            return "";
        }

        @Override
        public String add(String longest, Edit edit) {
            return merge(longest, edit.user());
        }

        @Override
        public String merge(String left, String right) {
            if (left.length() != right.length()) {
                return left.length() > right.length() ? left : right;
            }
            return left.compareTo(right) <= 0 ? left : right;
        }

        @Override
        public String result(String longest) {
            return longest;
        }
    }
    // end

    // snippet: own-fold
    /** The difference of the greatest and the least number. */
    record Range() implements Fold {

        static <T> FoldAggregate<T, Long> of(ThrowingToLong<T> number) {
            Reader<Long> difference = (cells, at) -> Math.subtractExact(cells[at + 1], cells[at]);
            return FoldAggregate.ofLong(number, new Range(), difference);
        }

        @Override
        public int width() {
            return 2;
        }

        @Override
        public void clear(long[] cells, int at) {
            cells[at] = Long.MAX_VALUE;
            cells[at + 1] = Long.MIN_VALUE;
        }

        @Override
        public void add(long[] cells, int at, long number) {
            cells[at] = Math.min(cells[at], number);
            cells[at + 1] = Math.max(cells[at + 1], number);
        }

        @Override
        public void merge(long[] cells, int at, long[] others, int otherAt) {
            cells[at] = Math.min(cells[at], others[otherAt]);
            cells[at + 1] = Math.max(cells[at + 1], others[otherAt + 1]);
        }

        @Override
        public String describe() {
            return "range";
        }
    }
    // end
}
