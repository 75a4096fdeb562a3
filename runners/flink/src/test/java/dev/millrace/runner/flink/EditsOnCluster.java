package dev.millrace.runner.flink;

import dev.millrace.api.connector.CallbackSink;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.connector.files.JsonLines;
import dev.millrace.examples.HourlyEdits;
import dev.millrace.examples.WikipediaHourly;
import java.nio.file.Path;

/** The job of the demo, as a user packages it: edits are read slowly, results go to a file. */
final class EditsOnCluster {

    private EditsOnCluster() {}

    /** Called by the jar's main class. */
    public static Pipeline pipeline(String[] args) {
        Sink<HourlyEdits> hours = JsonLines.to(Path.of(args[1]));
        return WikipediaHourly.pipeline(
                WikipediaHourly.edits(Path.of(args[0])).rateLimit(Long.parseLong(args[2])),
                hours,
                CallbackSink.of(day -> {}));
    }
}
