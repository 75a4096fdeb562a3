package dev.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.ListSource;
import dev.millrace.api.stream.KeyedJoin;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.UnboundedJoin;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Misuse of joins near in time fails where the pipeline is built. */
class JoinMisuseTest {

    private record Event(long id, String name, long time) {}

    private final Pipeline pipeline = Pipeline.named("misuse");
    private final Stream<Event> events =
            pipeline.read("events", ListSource.of(new Event(1, "a", 1)).eventTimeMillis(Event::time));

    private KeyedJoin<Event, Event, ?> keyed() {
        return events.join("pairs", events).on(Event::id, Event::id);
    }

    @Test
    void aBoundIsNotNegative() {
        assertThatThrownBy(() -> keyed().between(Duration.ofSeconds(-1), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the bound 'before' of the join 'pairs' is a distance in event time: whole milliseconds between"
                                + " zero and PT8760000H, got PT-1S");
        assertThatThrownBy(() -> keyed().between(Duration.ZERO, Duration.ofMillis(-1)))
                .hasMessageContaining("'after'")
                .hasMessageContaining("got PT-0.001S");
    }

    @Test
    void aBoundIsWholeMillisecondsAndNotForEver() {
        assertThatThrownBy(() -> keyed().between(Duration.ofNanos(1), Duration.ZERO))
                .hasMessageContaining("whole milliseconds")
                .hasMessageContaining("got PT0.000000001S");
        assertThatThrownBy(() -> keyed().between(Duration.ZERO, Duration.ofSeconds(Long.MAX_VALUE)))
                .hasMessageContaining("between zero and PT8760000H");
        assertThatThrownBy(() -> keyed().retain(Duration.ofMillis(-5)))
                .hasMessageContaining("the retention of the join 'pairs'");
    }

    @Test
    void aLeadIsNotNegativeAndNotForEver() {
        assertThatThrownBy(() -> keyed().retain(Duration.ZERO).lead(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one side of a join may be ahead of the other by some event time")
                .hasMessageContaining("got PT-1S");
        assertThatThrownBy(() -> keyed().unbounded().lead(Duration.ofSeconds(Long.MAX_VALUE)))
                .hasMessageContaining("at most PT8760000H");
    }

    @Test
    void everyJoinNeedsATime() {
        Stream<Event> untimed = pipeline.read("untimed", ListSource.of(new Event(1, "a", 1)));
        KeyedJoin<Event, Event, Long> join = events.join("pairs", untimed).on(Event::id, Event::id);
        String message = "the join 'pairs' needs records with a time, but the source [untimed] has none";
        assertThatThrownBy(() -> join.between(Duration.ZERO, Duration.ZERO)).hasMessageStartingWith(message);
        assertThatThrownBy(() -> join.retain(Duration.ZERO)).hasMessageStartingWith(message);
        assertThatThrownBy(join::unbounded).hasMessageStartingWith(message);
    }

    @Test
    void keysThatCanNeverBeEqualAreNoKeys() {
        assertThatThrownBy(() -> events.join("pairs", events).<Object>on(Event::id, Event::name))
                .hasMessage(
                        "the keys of the join 'pairs' can never be equal: the left one is a Long, the right one a String;"
                                + " convert one of them, as with r -> (long) r.id()");
    }

    @Test
    void whatIsKeptForEverIsNeverKnownToBeUnmatched() {
        assertThat(Arrays.stream(UnboundedJoin.class.getDeclaredMethods())
                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                        .map(Method::getName))
                .containsExactlyInAnyOrder("lead", "inner");
    }

    @Test
    void namesOfJoinsAreUnique() {
        keyed().unbounded().inner((one, other) -> one);
        assertThatThrownBy(() -> keyed().unbounded().inner((one, other) -> one))
                .hasMessageContaining("pairs")
                .hasMessageContaining("names must be unique");
    }
}
