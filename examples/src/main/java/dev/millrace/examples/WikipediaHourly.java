package dev.millrace.examples;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.collect;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.aggregate.Aggregates.summary;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.connector.Console;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.Source;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.connector.files.JsonLines;
import dev.millrace.engine.Millrace;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * The edits of all Wikipedias, summed up for each hour and channel, and the hours summed up for each day: windows over
 * the results of windows.
 */
public final class WikipediaHourly {

    /** How far an edit may lag behind the latest one and still be counted. */
    public static final Duration OUT_OF_ORDER_BY = Duration.ofMinutes(5);

    private WikipediaHourly() {}

    /**
     * One edit; the input has more fields than these.
     *
     * @param time when
     * @param channel which Wikipedia, as {@code #en.wikipedia}
     * @param added characters added
     * @param deleted characters deleted
     * @param delta change of the page's length
     */
    public record Edit(Instant time, String channel, long added, long deleted, long delta) {

        /** Validates: a record without time or channel is not an edit. */
        public Edit {
            Objects.requireNonNull(time, "time is missing");
            Objects.requireNonNull(channel, "channel is missing");
        }
    }

    /**
     * The edits that come with the examples.
     *
     * @return a file in order of time
     */
    public static Path file() {
        return ExampleData.file("wikipedia-edits/wikiticker-2015-09-12-sampled.json.gz");
    }

    /**
     * Edits in a file.
     *
     * @param file JSON lines, plain or compressed
     * @return in the order of the file
     */
    public static Source<Edit> edits(Path file) {
        return JsonLines.in(file).as(Edit.class);
    }

    /**
     * The same edits in another order, as if each had been up to {@link #OUT_OF_ORDER_BY} on its way.
     *
     * @param edits in order of time
     * @param seed decides the order
     * @return the edits in order of arrival
     */
    public static Source<Edit> shuffled(Source<Edit> edits, long seed) {
        return new Shuffled<>(edits, edit -> edit.time().toEpochMilli(), OUT_OF_ORDER_BY, seed);
    }

    /**
     * Builds the pipeline.
     *
     * @param edits out of order by {@link #OUT_OF_ORDER_BY} at most
     * @param hourly takes a result for each hour and channel
     * @param daily takes a result for each day and channel
     * @return the pipeline
     */
    public static Pipeline pipeline(
            Source<Edit> edits, Sink<? super HourlyEdits> hourly, Sink<? super DailyEdits> daily) {
        Pipeline pipeline = Pipeline.named("wikipedia");
        Stream<HourlyEdits> hours = pipeline.read(
                        "edits", edits.eventTime(Edit::time).outOfOrderBy(OUT_OF_ORDER_BY))
                .keyBy(Edit::channel)
                .window(tumbling(Duration.ofHours(1)))
                .aggregate(
                        "hourly",
                        allOf(
                                count(),
                                sum(Edit::added),
                                sum(Edit::deleted),
                                summary(Edit::delta),
                                HourlyEdits.Totals::new))
                .map(HourlyEdits::of);
        hours.write("hours", hourly);
        hours.keyBy(HourlyEdits::channel)
                .window(tumbling(Duration.ofDays(1)))
                .aggregate(
                        "daily",
                        allOf(
                                sum(HourlyEdits::edits),
                                sum(HourlyEdits::sumAdded),
                                sum(HourlyEdits::sumDeleted),
                                collect(hour -> hour),
                                DailyEdits.Totals::new))
                .map(DailyEdits::of)
                .write("days", daily);
        return pipeline;
    }

    /**
     * Prints the results of both kinds of windows, a line for each, as they close.
     *
     * @param args a file of edits; that of the examples if there is none
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws InterruptedException {
        Path file = args.length == 0 ? file() : Path.of(args[0]);
        Millrace.run(pipeline(edits(file), Console.lines(), Console.lines()));
    }
}
