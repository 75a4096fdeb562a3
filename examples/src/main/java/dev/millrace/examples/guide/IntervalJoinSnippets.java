package dev.millrace.examples.guide;

import dev.millrace.api.connector.Console;
import dev.millrace.api.stream.JoinedStream;
import dev.millrace.api.stream.Stream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The code of the page about joins: those near in time, and those without a window. */
final class IntervalJoinSnippets {

    private IntervalJoinSnippets() {}

    record View(String visitor, String item, long time) {}

    record Click(String visitor, String item, long time) {}

    record Visit(View view, @Nullable Click click) {}

    static void between(Stream<View> views, Stream<Click> clicks) {
        // snippet: between
        JoinedStream<View, Click, Visit> visits = views.join("visits", clicks)
                .on(View::visitor, Click::visitor)
                .between(Duration.ZERO, Duration.ofMinutes(10)) // a click up to ten minutes after the view
                .leftOuter((view, click) -> new Visit(view, click));
        // end
        visits.write("visits-out", Console.lines());
        // snippet: late
        visits.lateLeft().write("late-views", Console.lines());
        visits.lateRight().write("late-clicks", Console.lines());
        // end
    }

    static void self(Stream<Click> clicks) {
        // snippet: self
        clicks.join("repeats", clicks)
                .on(Click::item, Click::item)
                .between(Duration.ofSeconds(2), Duration.ZERO)
                .inner((click, earlier) -> click.item())
                .write("repeats-out", Console.lines());
        // end
    }

    static void retain(Stream<View> views, Stream<Click> clicks) {
        // snippet: retain
        views.join("visits", clicks)
                .on(View::visitor, Click::visitor)
                .retain(Duration.ofHours(1))
                .lead(Duration.ofMinutes(5))
                .inner((view, click) -> new Visit(view, click))
                .write("visits-out", Console.lines());
        // end
    }

    static void unbounded(Stream<View> views, Stream<Click> clicks) {
        // snippet: unbounded
        views.join("visits", clicks)
                .on(View::visitor, Click::visitor)
                .unbounded()
                .inner((view, click) -> new Visit(view, click))
                .write("visits-out", Console.lines());
        // end
    }
}
