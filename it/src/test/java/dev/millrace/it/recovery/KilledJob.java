package dev.millrace.it.recovery;

import dev.millrace.api.connector.Source;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.connector.files.Csv;
import dev.millrace.connector.files.JsonLines;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.examples.WikipediaHourly;
import dev.millrace.examples.WikipediaHourly.Edit;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The process that {@link KillHarness} kills: the edits of Wikipedia from a file, no faster than it is told,
 * summed up for hours and days and one by one, into files. It says on
 * standard output how far it has come.
 */
final class KilledJob {

    /** Edits in the input. */
    static final int EDITS = 39_244;

    /** Between the ends of epochs. */
    static final Duration SHORT_EPOCH = Duration.ofMillis(50);

    /** Long enough for rows to reach the disk before their epoch ends. */
    static final Duration LONG_EPOCH = Duration.ofSeconds(1);

    /** The job is about to start, and to look for a checkpoint. */
    static final String STARTING = "starting";

    /** The first epoch of this process is complete. */
    static final String RECOVERED = "recovered";

    static final String DONE = "done";

    /** What it writes. */
    static final List<String> OUTPUTS = List.of("hours.csv", "days.jsonl", "large-edits.csv");

    private record LargeEdit(Instant time, String channel, long delta) {}

    private KilledJob() {}

    static Path checkpoints(Path directory) {
        return directory.resolve("checkpoints");
    }

    private static Pipeline pipeline(Path directory, long editsPerSecond) {
        Source<Edit> edits = WikipediaHourly.edits(WikipediaHourly.file()).rateLimit(editsPerSecond);
        Pipeline pipeline = WikipediaHourly.pipeline(
                edits, Csv.to(directory.resolve(OUTPUTS.get(0))), JsonLines.to(directory.resolve(OUTPUTS.get(1))));
        // Windows give little, and only when an hour has passed: this gives something in every epoch.
        pipeline.read("edits-one-by-one", edits.eventTime(Edit::time).outOfOrderBy(WikipediaHourly.OUT_OF_ORDER_BY))
                .filter(edit -> edit.delta() > 10)
                .map(edit -> new LargeEdit(edit.time(), edit.channel(), edit.delta()))
                .write("large-edits", Csv.to(directory.resolve(OUTPUTS.get(2))));
        return pipeline;
    }

    /** Arguments: where to write, how many edits a second, and milliseconds of an epoch. */
    public static void main(String[] args) throws InterruptedException {
        Path directory = Path.of(args[0]);
        Pipeline pipeline = pipeline(directory, Long.parseLong(args[1]));
        Checkpoints checkpoints =
                Checkpoints.in(checkpoints(directory)).every(Duration.ofMillis(Long.parseLong(args[2])));
        System.out.println(STARTING);
        boolean hasRecovered = false;
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build();
                Job job = runtime.start(pipeline, checkpoints)) {
            while (!job.await(Duration.ofMillis(2))) {
                if (!hasRecovered && job.checkpoints().completed() > 0) {
                    hasRecovered = true;
                    System.out.println(RECOVERED);
                }
            }
        }
        System.out.println(DONE);
    }
}
