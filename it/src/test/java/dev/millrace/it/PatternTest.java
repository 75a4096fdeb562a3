package dev.millrace.it;

import static dev.millrace.it.PatternRun.begin;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.pattern.Pattern;
import dev.millrace.api.pattern.PatternMatch;
import dev.millrace.api.stream.PatternMatches;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.window.LateRecord;
import dev.millrace.it.PatternRun.Event;
import dev.millrace.testkit.ScriptedSource;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Matches that can be found by hand. */
class PatternTest {

    private static final Duration LONG = Duration.ofSeconds(1);

    private static List<String> matches(String events, Pattern<Event> pattern) {
        return new PatternRun(events, pattern).matches;
    }

    private static List<String> timedOut(String events, Pattern<Event> pattern) {
        return new PatternRun(events, pattern).timedOut;
    }

    @Test
    void nextIsTheNextRecordAndFollowedBySkips() {
        assertThat(matches("a1 x2 b3", begin("a").next("b", event -> event.is("b"))))
                .isEmpty();
        assertThat(matches("a1 x2 a3 b4", begin("a").next("b", event -> event.is("b"))))
                .containsExactly("a3 b4");
        assertThat(matches(
                        "a1 x2 b3 b4",
                        begin("a").followedBy("b", event -> event.is("b")).within(LONG)))
                .containsExactly("a1 b3");
    }

    @Test
    void greedyTakesMostAndReluctantLeast() {
        Pattern<Event> greedy =
                begin("a").next("b", event -> event.is("b")).oneOrMore().consecutive();
        assertThat(matches("a1 b2 b3 b4 c5", greedy.within(LONG))).containsExactly("a1 b2 b3 b4");
        assertThat(matches("a1 b2 b3 b4 c5", greedy.reluctant().within(LONG))).containsExactly("a1 b2");
        assertThat(matches(
                        "a1 b2 b3 b4 c5",
                        greedy.reluctant().next("c", event -> event.is("c")).within(LONG)))
                .as("as few as possible with which the rest matches")
                .containsExactly("a1 b2 b3 b4 c5");
    }

    @Test
    void greedyPrefersToLoopWhereARecordWouldDoForBoth() {
        Pattern<Event> pattern = Pattern.<Event>begin("any", event -> true)
                .times(1, 2)
                .followedBy("b", event -> event.is("b"))
                .within(LONG);
        assertThat(matches("a1 b2 b3", pattern)).containsExactly("a1 b2 b3");
        assertThat(matches("a1 b2", pattern))
                .as("what is preferred does not come, which the end of the time shows")
                .containsExactly("a1 b2");
    }

    @Test
    void quantifiersCount() {
        Pattern<Event> two = begin("a").times(2);
        assertThat(matches("a1 x2 a3 a4 a5 a6", two.within(LONG))).containsExactly("a1 a3", "a4 a5");
        assertThat(matches("a1 x2 a3 a4 a5 a6", two.consecutive())).containsExactly("a3 a4", "a5 a6");
        assertThat(matches("a1 a2 a3 a4 a5 b6", begin("a").times(2, 3).within(LONG)))
                .containsExactly("a1 a2 a3", "a4 a5");
        assertThat(matches("a1 b2 a3 a4 a5", begin("a").timesOrMore(3).within(LONG)))
                .containsExactly("a1 a3 a4 a5");
    }

    @Test
    void optionalMayBeLeftOut() {
        Pattern<Event> pattern = begin("a")
                .next("b", event -> event.is("b"))
                .times(2)
                .consecutive()
                .optional()
                .next("c", event -> event.is("c"));
        assertThat(matches("a1 b2 b3 c4", pattern)).containsExactly("a1 b2 b3 c4");
        assertThat(matches("a1 c2", pattern)).containsExactly("a1 c2");
        assertThat(matches("a1 b2 c3", pattern)).isEmpty();
        assertThat(matches("c1 a2 c3", begin("a").optional().next("c", event -> event.is("c"))))
                .containsExactly("c1", "a2 c3");
    }

    @Test
    void followedByTakesTheFirstThatMatchesAndFollowedByAnyTriesLaterOnes() {
        Pattern<Event> first = begin("a")
                .followedBy("b", event -> event.is("b"))
                .next("c", event -> event.is("c"))
                .within(LONG);
        Pattern<Event> any = begin("a")
                .followedByAny("b", event -> event.is("b"))
                .next("c", event -> event.is("c"))
                .within(LONG);
        assertThat(matches("a1 b2 b3 c4", first)).isEmpty();
        assertThat(matches("a1 b2 b3 c4", any)).containsExactly("a1 b3 c4");
    }

    @Test
    void theSearchGoesOnWhereItIsTold() {
        Pattern<Event> pattern = begin("a").oneOrMore().consecutive().within(LONG);
        String events = "a1 a2 a3 b4";
        assertThat(matches(events, pattern)).containsExactly("a1 a2 a3");
        assertThat(matches(events, pattern.skipPastLast())).containsExactly("a1 a2 a3");
        assertThat(matches(events, pattern.skipToNext())).containsExactly("a1 a2 a3", "a2 a3", "a3");
        assertThat(matches(events, pattern.skipToLast("a"))).containsExactly("a1 a2 a3", "a3");

        Pattern<Event> pairs = begin("a")
                .followedBy("b", event -> event.is("b"))
                .times(2)
                .followedBy("c", event -> event.is("c"))
                .within(LONG);
        Pattern<Event> overlapping = Pattern.<Event>begin("first", event -> !event.is("c"))
                .next("second", event -> true)
                .times(2)
                .consecutive();
        assertThat(matches("a1 b2 b3 c4", pairs.skipToFirst("b"))).containsExactly("a1 b2 b3 c4");
        assertThat(matches("a1 a2 a3 a4 a5", overlapping)).containsExactly("a1 a2 a3");
        assertThat(matches("a1 a2 a3 a4 a5", overlapping.skipToFirst("second")))
                .containsExactly("a1 a2 a3", "a2 a3 a4", "a3 a4 a5");
        assertThat(matches("a1 a2 a3 a4 a5", overlapping.skipToLast("second"))).containsExactly("a1 a2 a3", "a3 a4 a5");
    }

    @Test
    void aStepThatTookNothingIsSkippedToAsTheNextRecord() {
        Pattern<Event> pattern = Pattern.<Event>begin("any", event -> true)
                .next("b", event -> event.is("b"))
                .optional()
                .skipToFirst("b");
        assertThat(matches("a1 b2 a3", pattern)).containsExactly("a1 b2", "b2", "a3");
    }

    @Test
    void theTimeOfAMatchDoesNotContainItsEnd() {
        Pattern<Event> pattern =
                begin("a").followedBy("b", event -> event.is("b")).within(Duration.ofMillis(10));
        assertThat(matches("a0 b9", pattern)).containsExactly("a0 b9");
        assertThat(matches("a0 b10", pattern)).isEmpty();
        assertThat(timedOut("a0 b10", pattern)).containsExactly("a0");
    }

    @Test
    void absenceAtTheEndIsProvedByTime() {
        Pattern<Event> pattern =
                begin("a").notFollowedBy("b", event -> event.is("b")).within(Duration.ofMillis(10));
        assertThat(matches("a0 x5 b9", pattern)).isEmpty();
        assertThat(matches("a0 x5 b10", pattern)).containsExactly("a0");
        assertThat(matches("a0 a3 b11", pattern)).containsExactly("a0");
        assertThat(matches("a0", pattern)).as("the end of input ends time").containsExactly("a0");
        assertThat(timedOut("a0 x5 b10", pattern)).isEmpty();
    }

    @Test
    void notNextLooksAtTheNextRecordAlone() {
        Pattern<Event> atEnd = begin("a").notNext("b", event -> event.is("b")).within(Duration.ofMillis(10));
        assertThat(matches("a0 b1", atEnd)).isEmpty();
        assertThat(matches("a0 x1 b2", atEnd)).containsExactly("a0");
        assertThat(matches("a0", atEnd)).containsExactly("a0");
        Pattern<Event> between = begin("a")
                .notNext("b", event -> event.is("b"))
                .followedBy("c", event -> event.is("c"))
                .within(LONG);
        assertThat(matches("a0 b1 c2", between)).isEmpty();
        assertThat(matches("a0 x1 b2 c3", between)).containsExactly("a0 c3");
        assertThat(matches("a0 c1", between)).containsExactly("a0 c1");
    }

    @Test
    void absenceBetweenDoesNotCountTheRecordThatIsTaken() {
        Pattern<Event> pattern = begin("a")
                .notFollowedBy("big", event -> event.number() > 2)
                .followedBy("b", event -> event.is("b"))
                .within(LONG);
        assertThat(matches("a0 x1 x2 b3", pattern))
                .as("the b is big, but not between")
                .containsExactly("a0 b3");
        assertThat(matches("a0 x1 x2 x3 b4", pattern)).isEmpty();
    }

    @Test
    void absenceHoldsUntilTheNextRecordThatIsTaken() {
        Pattern<Event> pattern = begin("a")
                .notFollowedBy("x", event -> event.is("x"))
                .followedBy("b", event -> event.is("b"))
                .optional()
                .followedBy("c", event -> event.is("c"))
                .within(LONG);
        assertThat(matches("a0 x1 c2", pattern)).isEmpty();
        assertThat(matches("a0 b1 x2 c3", pattern)).containsExactly("a0 b1 c3");
    }

    @Test
    void whatRanOutOfTimeIsThePreferredPart() {
        Pattern<Event> pattern =
                begin("a").oneOrMore().followedBy("b", event -> event.is("b")).within(Duration.ofMillis(10));
        PatternRun run = new PatternRun("a0 a1 x2 a3", pattern);
        assertThat(run.matches).isEmpty();
        assertThat(run.timedOut).containsExactly("a0 a1 a3", "a1 a3", "a3");
    }

    @Test
    void aStartThatARecordHasEndedDoesNotRunOutOfTime() {
        Pattern<Event> pattern = begin("a")
                .notFollowedBy("x", event -> event.is("x"))
                .followedBy("b", event -> event.is("b"))
                .within(Duration.ofMillis(10));
        assertThat(timedOut("a0 x1", pattern)).isEmpty();
    }

    @Test
    void conditionsSeeWhatWasTaken() {
        // The example of every text on row patterns: prices that fall and then rise.
        Pattern<Event> valley = Pattern.<Event>begin("start", event -> true)
                .next(
                        "down",
                        (event, soFar) -> event.number() > 0 && event.kind().compareTo(lower(soFar)) < 0)
                .oneOrMore()
                .consecutive()
                .next(
                        "up",
                        (event, soFar) -> event.kind()
                                        .compareTo(
                                                soFar.get("up").isEmpty()
                                                        ? soFar.last("down").kind()
                                                        : soFar.last("up").kind())
                                > 0)
                .oneOrMore()
                .consecutive()
                .within(LONG);
        assertThat(matches("d1 c2 b3 d4 e5 b6 c7", valley)).containsExactly("d1 c2 b3 d4 e5");
        assertThat(matches("d1 c2 b3 d4 e5 b6 c7", valley.skipToLast("up")))
                .containsExactly("d1 c2 b3 d4 e5", "e5 b6 c7");
    }

    private static String lower(dev.millrace.api.pattern.StepRecords<Event> soFar) {
        return soFar.get("down").isEmpty()
                ? soFar.first("start").kind()
                : soFar.last("down").kind();
    }

    @Test
    void recordsAreInTheOrderOfTimeHoweverTheyArrive() {
        CollectingSink<PatternMatch<String, Event>> found = new CollectingSink<>();
        CollectingSink<LateRecord<Event>> late = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("order");
        List<List<Event>> splits = List.of(PatternRun.parse("c7 a5 b5 x30 b6"), PatternRun.parse("a5 b6"));
        PatternMatches<Event, String> matches = pipeline.read(
                        "events",
                        ListSource.ofSplits(splits).eventTimeMillis(Event::time).outOfOrderBy(Duration.ofMillis(5)))
                .keyBy(event -> "key")
                .match(
                        "found",
                        Pattern.<Event>begin("any", event -> !event.is("x"))
                                .times(5)
                                .consecutive());
        matches.write("matches", found);
        matches.late().write("late", late);
        TestRun.of(pipeline).workers(2).seed(1).start().runToEnd();

        assertThat(found.records()).singleElement().satisfies(match -> {
            assertThat(PatternRun.text(match)).isEqualTo("a5 b5 a5 b6 c7"); // split 0 before split 1
            assertThat(match.start()).isEqualTo(Instant.ofEpochMilli(5));
            assertThat(match.end()).isEqualTo(Instant.ofEpochMilli(7));
        });
        assertThat(late.records())
                .containsExactly(new LateRecord<>(
                        new Event("b", 6, 4),
                        Instant.ofEpochMilli(6),
                        new dev.millrace.api.window.Window(Instant.ofEpochMilli(6), Instant.ofEpochMilli(7)),
                        Instant.ofEpochMilli(25)));
    }

    @Test
    void silenceProvesAbsence() {
        ScriptedSource<Event> events = ScriptedSource.live(1);
        CollectingSink<PatternMatch<String, Event>> found = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("silence");
        pipeline.read("events", events.eventTimeMillis(event -> TestRun.DEFAULT_START.toEpochMilli() + event.time()))
                .keyBy(event -> "key")
                .match(
                        "found",
                        begin("a").notFollowedBy("b", event -> event.is("b")).within(Duration.ofMinutes(1)))
                .write("matches", found);
        TestRun run = TestRun.of(pipeline).workers(2).seed(3).start();
        events.split(0).add(PatternRun.parse("a0"));
        run.runUntilIdle();
        assertThat(found.records()).isEmpty();
        assertThat(run.ledger().operator("found").held()).isEqualTo(1);

        run.advance(Duration.ofMinutes(2));
        assertThat(found.records()).singleElement().extracting(PatternRun::text).isEqualTo("a0");
        assertThat(run.ledger().operator("found").held()).isZero();
    }

    @Test
    void whileNothingStartsNothingIsHeld() {
        ScriptedSource<Event> events = ScriptedSource.live(1);
        Pipeline pipeline = Pipeline.named("held");
        pipeline.read("events", events.eventTimeMillis(Event::time))
                .keyBy(event -> "key")
                .match(
                        "found",
                        begin("a").followedBy("b", event -> event.is("b")).unbounded())
                .write("matches", new CollectingSink<>());
        TestRun run = TestRun.of(pipeline).seed(3).start();
        events.split(0).add(PatternRun.parse("x1 x2 b3 x4"));
        run.runUntilIdle();
        assertThat(run.ledger().operator("found").held())
                .as("the last one, which waits for its turn")
                .isEqualTo(1);

        events.split(0).add(PatternRun.parse("a5 x6 x7 x8"));
        run.runUntilIdle();
        assertThat(run.ledger().operator("found").held())
                .as("a5 and all behind it")
                .isEqualTo(4);

        events.split(0).add(PatternRun.parse("b9 x10"));
        run.runUntilIdle();
        assertThat(run.ledger().operator("found").held()).isEqualTo(1);
    }

    @Test
    void recordsThatNoPartialMatchTookAreNotHeldWhereStartsAreIndependent() {
        ScriptedSource<Event> events = ScriptedSource.live(1);
        Pipeline pipeline = Pipeline.named("held");
        pipeline.read("events", events.eventTimeMillis(Event::time))
                .keyBy(event -> "key")
                .match(
                        "found",
                        begin("a")
                                .followedBy("b", event -> event.is("b"))
                                .unbounded()
                                .skipToNext())
                .write("matches", new CollectingSink<>());
        TestRun run = TestRun.of(pipeline).seed(3).start();
        events.split(0).add(PatternRun.parse("a5 x6 x7 x8"));
        run.runUntilIdle();
        assertThat(run.ledger().operator("found").held())
                .as("a5, and the last one")
                .isEqualTo(2);
    }

    @Test
    void whatIsUndecidedAtTheEndIsDecidedByIt() {
        Pattern<Event> pattern = begin("a").oneOrMore().unbounded();
        assertThat(matches("a1 x2 a3", pattern)).containsExactly("a1 a3");
        assertThat(matches("a1 x2 a3", pattern.skipToNext())).containsExactly("a1 a3", "a3");
    }

    @Test
    void aMatchTellsWhatEachStepTook() {
        CollectingSink<PatternMatch<String, Event>> found = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("steps");
        pipeline.read("events", ListSource.of(PatternRun.parse("a1 a2 c4")).eventTimeMillis(Event::time))
                .keyBy(event -> "key")
                .match(
                        "found",
                        begin("a")
                                .times(2)
                                .consecutive()
                                .next("b", event -> event.is("b"))
                                .optional()
                                .next("c", event -> event.is("c")))
                .write("matches", found);
        TestRun.of(pipeline).seed(1).start().runToEnd();

        PatternMatch<String, Event> match = found.records().get(0);
        assertThat(match.key()).isEqualTo("key");
        assertThat(match.get("a")).hasToString("[a1, a2]");
        assertThat(match.first("a")).hasToString("a1");
        assertThat(match.last("a")).hasToString("a2");
        assertThat(match.get("b")).isEmpty();
        assertThat(match.steps()).hasToString("{a=[a1, a2], b=[], c=[c4]}");
    }
}
