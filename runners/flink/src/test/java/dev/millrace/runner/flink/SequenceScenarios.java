package dev.millrace.runner.flink;

import dev.millrace.api.pattern.Pattern;
import dev.millrace.api.stream.PatternMatches;
import dev.millrace.runner.flink.Feed.Bid;
import dev.millrace.runner.flink.Feed.Scenario;
import java.time.Duration;
import java.util.Map;

/** Patterns: what may lie between steps, how often a step comes, and what becomes of records that have matched. */
final class SequenceScenarios {

    private static final Duration WITHIN = Duration.ofSeconds(8);

    private final Map<String, Scenario> all;

    private SequenceScenarios(Map<String, Scenario> all) {
        this.all = all;
    }

    static void addTo(Map<String, Scenario> all) {
        SequenceScenarios more = new SequenceScenarios(all);
        more.contiguity();
        more.quantifiers();
        more.skipping();
    }

    private static Pattern<Bid> low() {
        return Pattern.begin("low", bid -> bid.price() < 400);
    }

    private static boolean isHigh(Bid bid) {
        return bid.price() > 600;
    }

    private void contiguity() {
        add("next", low().next("high", SequenceScenarios::isHigh).within(WITHIN));
        add("any after", low().followedByAny("high", SequenceScenarios::isHigh).within(Duration.ofSeconds(3)));
        add(
                "not next",
                low().notNext("middle", bid -> bid.price() < 700)
                        .followedBy("high", SequenceScenarios::isHigh)
                        .within(WITHIN));
        add(
                "not in between",
                low().notFollowedBy("item", bid -> bid.item() == 3)
                        .followedBy("high", SequenceScenarios::isHigh)
                        .within(WITHIN));
        add(
                "later than before",
                low().followedBy(
                                "more",
                                (bid, before) ->
                                        bid.price() > before.last("low").price() * 2)
                        .within(WITHIN));
    }

    private void quantifiers() {
        add(
                "some",
                low().times(2, 3).followedBy("high", SequenceScenarios::isHigh).within(WITHIN));
        add(
                "consecutive",
                low().times(2)
                        .consecutive()
                        .followedBy("high", SequenceScenarios::isHigh)
                        .within(WITHIN));
        add(
                "one or more",
                low().oneOrMore().next("high", SequenceScenarios::isHigh).within(WITHIN));
        add(
                "two or more, greedy",
                low().timesOrMore(2)
                        .greedy()
                        .next("high", SequenceScenarios::isHigh)
                        .within(WITHIN));
        add(
                "perhaps",
                low().followedBy("same", bid -> bid.item() == 5)
                        .optional()
                        .followedBy("high", SequenceScenarios::isHigh)
                        .within(WITHIN));
    }

    private void skipping() {
        Pattern<Bid> pattern =
                low().times(2).followedBy("high", SequenceScenarios::isHigh).within(WITHIN);
        add("skip past last", pattern.skipPastLast());
        add("skip to next", pattern.skipToNext());
        add("skip to first", pattern.skipToFirst("high"));
        add("skip to last", pattern.skipToLast("low"));
    }

    private void add(String name, Pattern<Bid> pattern) {
        all.put("pattern: " + name, feed -> {
            PatternMatches<Bid, String> matches = feed.bids().keyBy(Bid::user).match("found", pattern);
            feed.write("out", matches);
            feed.write("timed out", matches.timedOut());
        });
    }
}
