package dev.millrace.it;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.pattern.Pattern;
import dev.millrace.api.pattern.PatternMatch;
import dev.millrace.api.stream.PatternMatches;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.testkit.TestRun;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Runs a pattern over records that are written as {@code "a1 b3 b7"}: a kind and a time, in the order of arrival, of one key. */
final class PatternRun {

    /** A record; its text tells it apart. */
    record Event(String kind, long time, int number) {

        boolean is(String wanted) {
            return kind.equals(wanted);
        }

        @Override
        public String toString() {
            return kind + time;
        }
    }

    final List<String> matches = new ArrayList<>();
    final List<String> timedOut = new ArrayList<>();
    final TestRun run;

    PatternRun(String events, Pattern<Event> pattern) {
        this(events, pattern, 1, true);
    }

    PatternRun(String events, Pattern<Event> pattern, int workers, boolean mustEnd) {
        CollectingSink<PatternMatch<String, Event>> found = new CollectingSink<>();
        CollectingSink<PatternMatch<String, Event>> ranOut = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("patterns");
        PatternMatches<Event, String> stream = pipeline.read(
                        "events", ListSource.of(parse(events)).eventTimeMillis(Event::time))
                .keyBy(event -> "key")
                .match("found", pattern);
        stream.write("matches", found);
        if (pattern.within() != null) {
            stream.timedOut().write("timed-out", ranOut);
        }
        run = TestRun.of(pipeline).workers(workers).seed(events.length()).start();
        if (mustEnd) {
            run.runToEnd();
        } else {
            run.runUntilIdle();
        }
        found.records().forEach(match -> matches.add(text(match)));
        ranOut.records().forEach(match -> timedOut.add(text(match)));
    }

    static List<Event> parse(String events) {
        List<Event> parsed = new ArrayList<>();
        for (String event : events.isEmpty() ? new String[0] : events.split(" ", -1)) {
            parsed.add(new Event(event.substring(0, 1), Long.parseLong(event.substring(1)), parsed.size()));
        }
        return parsed;
    }

    static String text(PatternMatch<?, Event> match) {
        return match.records().stream().map(Event::toString).collect(Collectors.joining(" "));
    }

    static Pattern<Event> begin(String kind) {
        return Pattern.begin(kind, event -> event.is(kind));
    }
}
