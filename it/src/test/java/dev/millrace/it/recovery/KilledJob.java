package dev.millrace.it.recovery;

import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
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
 * The process that {@link KillHarness} kills: the edits of Wikipedia from a file, no faster than it is told, into files. It says on
 * standard output how far it has come.
 */
final class KilledJob {

    /** Edits in the input. */
    static final int EDITS = 39_244;

    static final Duration INTERVAL = Duration.ofMillis(50);

    /** The job is about to start, and to look for a checkpoint. */
    static final String STARTING = "starting";

    /** The first epoch of this process is complete. */
    static final String RECOVERED = "recovered";

    static final String DONE = "done";

    /** What it writes. */
    static final List<String> OUTPUTS = List.of("large-edits.jsonl", "english.csv");

    private record EnglishEdit(Instant time, long delta) {}

    private KilledJob() {}

    static Path checkpoints(Path directory) {
        return directory.resolve("checkpoints");
    }

    private static Pipeline pipeline(Path directory, long editsPerSecond) {
        Pipeline pipeline = Pipeline.named("wikipedia");
        Stream<Edit> edits = pipeline.read(
                "edits",
                new PacedSource<>(WikipediaHourly.edits(WikipediaHourly.file()), editsPerSecond)
                        .eventTime(Edit::time)
                        .outOfOrderBy(WikipediaHourly.OUT_OF_ORDER_BY));
        edits.filter(edit -> edit.delta() > 10).write("large", JsonLines.to(directory.resolve(OUTPUTS.get(0))));
        edits.filter(edit -> edit.channel().equals("#en.wikipedia"))
                .map(edit -> new EnglishEdit(edit.time(), edit.delta()))
                .write("english", Csv.to(directory.resolve(OUTPUTS.get(1))));
        return pipeline;
    }

    /** Arguments: where to write, and how many edits a second. */
    public static void main(String[] args) throws InterruptedException {
        Path directory = Path.of(args[0]);
        Pipeline pipeline = pipeline(directory, Long.parseLong(args[1]));
        Checkpoints checkpoints = Checkpoints.in(checkpoints(directory)).every(INTERVAL);
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
