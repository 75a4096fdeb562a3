package dev.millrace.runner.flink;

import static dev.millrace.api.aggregate.Aggregates.all;
import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.any;
import static dev.millrace.api.aggregate.Aggregates.averageDouble;
import static dev.millrace.api.aggregate.Aggregates.averageDoubleCompensated;
import static dev.millrace.api.aggregate.Aggregates.bottomN;
import static dev.millrace.api.aggregate.Aggregates.collect;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.filteringOptional;
import static dev.millrace.api.aggregate.Aggregates.flatMapping;
import static dev.millrace.api.aggregate.Aggregates.groupingBy;
import static dev.millrace.api.aggregate.Aggregates.histogramDouble;
import static dev.millrace.api.aggregate.Aggregates.max;
import static dev.millrace.api.aggregate.Aggregates.maxDouble;
import static dev.millrace.api.aggregate.Aggregates.min;
import static dev.millrace.api.aggregate.Aggregates.minBy;
import static dev.millrace.api.aggregate.Aggregates.minDouble;
import static dev.millrace.api.aggregate.Aggregates.sampleStandardDeviation;
import static dev.millrace.api.aggregate.Aggregates.sampleVariance;
import static dev.millrace.api.aggregate.Aggregates.standardDeviation;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.aggregate.Aggregates.sumDouble;
import static dev.millrace.api.aggregate.Aggregates.sumWrapping;
import static dev.millrace.api.aggregate.Aggregates.summaryDouble;
import static dev.millrace.api.aggregate.Aggregates.topN;
import static dev.millrace.api.window.Windows.session;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.function.FlatMapper;
import dev.millrace.runner.flink.Feed.Bid;
import dev.millrace.runner.flink.Feed.Scenario;
import java.io.Serializable;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The aggregates that the first scenarios do not have, in windows that are aligned and in sessions. */
final class AggregateScenarios {

    private static final Duration SIZE = Duration.ofSeconds(10);

    private final Map<String, Scenario> all;

    private AggregateScenarios(Map<String, Scenario> all) {
        this.all = all;
    }

    static void addTo(Map<String, Scenario> all) {
        AggregateScenarios more = new AggregateScenarios(all);
        more.numbers();
        more.fractions();
        more.records();
    }

    private void numbers() {
        add("sum that wraps", sumWrapping(bid -> Long.MAX_VALUE - bid.price()));
        add("least", min(Bid::price));
        add("most", max(Bid::price));
        add("deviation", standardDeviation(Bid::price));
        add("variance of a sample", sampleVariance(Bid::price));
        add("deviation of a sample", sampleStandardDeviation(Bid::price));
        add("any", any(bid -> bid.price() > 990));
        add("every", all(bid -> bid.price() > 10));
    }

    /** Of quarters, whose sums are the same in every order. */
    private void fractions() {
        add("sum of fractions", sumDouble(AggregateScenarios::quarters));
        add("average of fractions", averageDouble(AggregateScenarios::quarters));
        add("compensated average", averageDoubleCompensated(AggregateScenarios::quarters));
        add("least fraction", minDouble(AggregateScenarios::quarters));
        add("most fraction", maxDouble(AggregateScenarios::quarters));
        add("summary of fractions", summaryDouble(AggregateScenarios::quarters));
        add("histogram of fractions", histogramDouble(AggregateScenarios::quarters, 20, 50.5, 200));
    }

    private static double quarters(Bid bid) {
        return bid.price() / 4.0;
    }

    private void records() {
        add("cheapest", minBy(Bid::price));
        add("cheapest few", bottomN(3, Bid::price));
        // A comparator goes to other processes, too.
        add("top by order", topN(2, (Comparator<Bid> & Serializable)
                (left, right) -> left.at().compareTo(right.at())));
        add("some, perhaps", filteringOptional(bid -> bid.price() > 900, max(Bid::price)));
        FlatMapper<Bid, String> parts = (bid, out) -> {
            out.accept(bid.user());
            out.accept("item " + bid.item());
        };
        add("parts", flatMapping(parts, groupingBy(String::length, count())));
        add(
                "five at once",
                allOf(
                        count(),
                        sum(Bid::price),
                        min(Bid::item),
                        max(Bid::item),
                        collect(Bid::price),
                        (count, sum, min, max, prices) -> List.of(count, sum, min, max, prices)));
    }

    private void add(String name, Aggregate<? super Bid, ?, ?> aggregate) {
        all.put("aggregate: " + name, feed -> {
            var bids = feed.bids().keyBy(Bid::user);
            feed.write("out", bids.window(tumbling(SIZE)).aggregate("aligned", aggregate));
            feed.writeSessions(
                    "out-merged", bids.window(session(Duration.ofMillis(600))).aggregate("merged", aggregate));
        });
    }
}
