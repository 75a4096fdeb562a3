package dev.millrace.it;

import static dev.millrace.it.PatternRun.begin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.pattern.Pattern;
import dev.millrace.api.pattern.PatternMatch;
import dev.millrace.api.stream.KeyedStream;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.it.PatternRun.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Patterns that cannot be meant fail where they are written, with the value, the rule and the way out. */
class PatternMisuseTest {

    private static final Duration LONG = Duration.ofSeconds(1);

    private static KeyedStream<Event, String> events() {
        return events(Pipeline.named("misuse"));
    }

    private static KeyedStream<Event, String> events(Pipeline pipeline) {
        return pipeline.read("events", ListSource.of(PatternRun.parse("a1")).eventTimeMillis(Event::time))
                .keyBy(Event::kind);
    }

    private static void assertRefused(Pattern<Event> pattern, String message) {
        assertThatThrownBy(() -> events().match("found", pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void aPatternNeedsATime() {
        assertThatThrownBy(() -> Pipeline.named("misuse")
                        .read("events", ListSource.of(PatternRun.parse("a1")))
                        .keyBy(Event::kind)
                        .match("found", begin("a")))
                .hasMessageContaining("a pattern needs records with a time, but the source [events] has none");
    }

    @Test
    void namesAreUniqueAndNotBlank() {
        assertThatThrownBy(() -> begin("a").next("a", event -> true))
                .hasMessage("the pattern has a step 'a' already; names must be unique");
        assertThatThrownBy(() -> begin(" ")).hasMessage("a step of a pattern needs a name that is not blank, got ' '");
        assertThatThrownBy(() -> events().match(" ", begin("a"))).hasMessageContaining("a pattern needs a name");
    }

    @Test
    void whatMayWaitForEverNeedsABound() {
        assertRefused(
                begin("a").followedBy("b", event -> true),
                "the step 'b' of the pattern 'a followedBy b' may wait for ever for its records, and all that time state"
                        + " is kept; add within(duration), or unbounded() if that is meant");
    }

    @Test
    void whatMayTakeAnyNumberNeedsABound() {
        assertRefused(
                begin("a").oneOrMore().consecutive(),
                "the step 'a+' of the pattern 'a+' may wait for ever for its records, and all that time state is kept;"
                        + " add within(duration), or unbounded() if that is meant");
    }

    @Test
    void anAbsenceAtTheEndNeedsABound() {
        assertRefused(
                begin("a").notFollowedBy("b", event -> true).unbounded(),
                "the pattern 'a notFollowedBy b' may end with the absence 'b', which nothing but time can prove; add"
                        + " within(duration)");
        assertRefused(
                begin("a").notNext("b", event -> true).next("c", event -> true).optional(),
                "the pattern 'a notNext b next c?' may end with the absence 'b', which nothing but time can prove; add"
                        + " within(duration)");
    }

    @Test
    void aPatternOfDirectStepsNeedsNone() {
        Pipeline pipeline = Pipeline.named("direct");
        events(pipeline)
                .match(
                        "found",
                        begin("a")
                                .times(2)
                                .consecutive()
                                .notNext("n", event -> true)
                                .next("b", event -> true))
                .write("out", new CollectingSink<>());
        assertThat(pipeline.explain().text()).contains("found: match a{2} notNext n next b  <- keyBy-1");
    }

    @Test
    void aBoundIsGivenOnceAndInRange() {
        assertThatThrownBy(() -> begin("a").within(LONG).unbounded())
                .hasMessage("a pattern has either within(duration) or unbounded(), not both");
        assertThatThrownBy(() -> begin("a").unbounded().within(LONG)).hasMessageContaining("not both");
        assertThatThrownBy(() -> begin("a").within(Duration.ZERO)).hasMessageContaining("got PT0S");
        assertThatThrownBy(() -> begin("a").within(Duration.ofNanos(1_500_000)))
                .hasMessageContaining("whole milliseconds")
                .hasMessageContaining("got PT0.0015S");
    }

    @Test
    void aPatternTakesARecord() {
        assertRefused(
                begin("a").optional(),
                "the pattern 'a?' matches without any record, as all its steps are optional; at least one must not be");
    }

    @Test
    void quantifiersCountFromOne() {
        assertThatThrownBy(() -> begin("a").times(0))
                .hasMessage("the step 'a' must take at least one record, got 0; use optional() for a step that may be"
                        + " left out");
        assertThatThrownBy(() -> begin("a").times(3, 2))
                .hasMessage("the step 'a' cannot take at least 3 and at most 2 records");
        assertThatThrownBy(() -> begin("a").times(3).oneOrMore())
                .hasMessage("the step 'a{3}' has a quantifier already");
        assertThatThrownBy(() -> begin("a").partialMatchesMax(0)).hasMessageContaining("got 0");
    }

    @Test
    void whatSaysNothingIsRefused() {
        assertThatThrownBy(() -> begin("a").times(3).reluctant())
                .hasMessage("the step 'a{3}' always takes 3 records, so reluctant says nothing about it; say it after"
                        + " times(min, max), oneOrMore() or optional()");
        assertThatThrownBy(() -> begin("a").greedy()).hasMessageContaining("always takes 1 record, so greedy");
        assertThatThrownBy(() -> begin("a").consecutive()).hasMessageContaining("takes one record, so consecutive");
        assertThatThrownBy(() -> begin("a").notNext("n", event -> true).times(2))
                .hasMessage("the step 'n' is an absence and takes no record, so a quantifier says nothing about it");
        assertThatThrownBy(() -> begin("a").notNext("n", event -> true).optional())
                .hasMessageContaining("so optional says nothing");
        assertThatThrownBy(() -> begin("a").notFollowedBy("n", event -> true).next("b", event -> true))
                .hasMessage("nothing lies between a record and the next one, so notFollowedBy 'n' says nothing before"
                        + " next 'b'; use notNext, or followedBy after it");
    }

    @Test
    void theSearchMustGoOn() {
        assertRefused(
                begin("a").next("b", event -> true).skipToFirst("a"),
                "cannot skip to the record of 'a' after a match, as the match starts there and would be found again; use"
                        + " skipToNext()");
        assertRefused(
                begin("a").next("b", event -> true).skipToLast("c"),
                "cannot skip after a match: the pattern has no step 'c' that takes records; it has 'a', 'b'");
        events().match("found", begin("a").times(2).consecutive().skipToLast("a"))
                .write("out", new CollectingSink<>());
    }

    @Test
    void stepsHaveALimit() {
        Pattern<Event> pattern = begin("a");
        for (int i = 1; i < Pattern.STEPS_MAX; i++) {
            pattern = pattern.next("a" + i, event -> true);
        }
        Pattern<Event> full = pattern;
        assertThatThrownBy(() -> full.next("b", event -> true))
                .hasMessage("a pattern has at most 100 steps, 'b' is one more; use times(n) for steps that are alike");
    }

    @Test
    void onlyABoundRunsOut() {
        assertThatThrownBy(() -> events().match("found", begin("a")).timedOut())
                .hasMessage(
                        "'found' has no stream of partial matches that ran out of time: its pattern has no bound; add"
                                + " within(duration) to it");
    }

    @Test
    void aMatchIsAskedForItsOwnSteps() {
        PatternMatch<String, String> match =
                new PatternMatch<>("key", Instant.EPOCH, Instant.EPOCH, Map.of("a", List.of()));
        assertThatThrownBy(() -> match.get("b"))
                .hasMessage("the pattern has no step 'b' that takes records; it has 'a'");
        assertThatThrownBy(() -> match.last("a")).hasMessageContaining("the step 'a' has taken no record");
    }
}
