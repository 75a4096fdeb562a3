package dev.millrace.it;

import static dev.millrace.it.PatternRun.begin;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.job.JobStatus;
import dev.millrace.api.pattern.Pattern;
import dev.millrace.it.PatternRun.Event;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What fails in a pattern names the operator and the record, and leaves no record unaccounted for. */
class PatternFailureTest {

    private static final Duration LONG = Duration.ofSeconds(1);

    private static void assertFails(String events, Pattern<Event> pattern, int workers, int position, String message) {
        PatternRun failed = new PatternRun(events, pattern, workers, false);
        assertThat(failed.run.status()).isEqualTo(JobStatus.FAILED);
        assertThat(failed.run.failure())
                .hasMessageContaining("'found'")
                .hasMessageContaining("'events'")
                .hasMessageContaining(Integer.toString(position))
                .hasStackTraceContaining(message);
        assertThat(failed.run.ledger().operator("found").failed()).isEqualTo(1);
        assertThat(failed.run.ledger().imbalances()).isEmpty();
    }

    private static boolean failsAtX(Event event) {
        if (event.is("x")) {
            throw new IllegalStateException("no x please");
        }
        return event.is("b");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aConditionThatThrowsNamesTheRecord(int workers) {
        Pattern<Event> pattern =
                begin("a").followedBy("b", PatternFailureTest::failsAtX).within(LONG);
        assertFails("c0 a1 c2 x3 b4 c5", pattern, workers, 3, "no x please");
        assertFails("c0 a1 c2 x3 b4 c5", pattern.skipToNext(), workers, 3, "no x please");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theRecordIsTheOneThatWasLookedAtAgain(int workers) {
        // The first a waits for a z in vain; only then does the second one see the x.
        Pattern<Event> pattern = begin("a")
                .followedBy("b", (event, soFar) -> {
                    if (event.is("x") && soFar.first("a").number() == 1) {
                        throw new IllegalStateException("no x please");
                    }
                    return event.is("z");
                })
                .within(Duration.ofMillis(10));
        assertFails("a0 a1 x3 c4 c20 c30", pattern, workers, 2, "no x please");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aStepThatDoesNotExistIsNamed(int workers) {
        Pattern<Event> pattern = begin("a")
                .notNext("n", event -> event.is("n"))
                .followedBy("b", (event, soFar) -> soFar.get("aa").isEmpty())
                .within(LONG);
        assertFails("a0 x1", pattern, workers, 1, "the pattern has no step 'aa' that takes records; it has 'a', 'b'");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aStepThatHasTakenNothingIsNamed(int workers) {
        Pattern<Event> pattern = begin("a")
                .followedBy("b", (event, soFar) -> soFar.last("b").is("x"))
                .within(LONG);
        assertFails("a0 x1", pattern, workers, 1, "the step 'b' has taken no record; ask get(\"b\").isEmpty() first");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void tooManyPartialMatchesFailWithTheWayOut(int workers) {
        Pattern<Event> pattern = begin("a")
                .followedByAny("b", (event, soFar) -> event.is("b"))
                .followedByAny("c", (event, soFar) -> event.is("c"))
                .within(LONG)
                .partialMatchesMax(3);
        String message = "the key of this record has 4 partial matches at once, and at most 3 are allowed";
        assertFails("a0 b1 b2 b3 b4", pattern, workers, 3, message);
        assertFails("a0 b1 b2 b3 b4", pattern.skipToNext(), workers, 3, message);
    }
}
