package dev.millrace.examples.guide;

import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.engine.FlightRecorder;
import java.nio.file.Path;

/** Snippets of the guide: a test from a failure. */
final class FlightSnippets {

    private FlightSnippets() {}

    static EmbeddedRuntime recorder() {
        // snippet: recorder
        EmbeddedRuntime runtime = EmbeddedRuntime.builder()
                .flightRecorder(FlightRecorder.in(Path.of("flights"))
                        .pipeline("com.acme.Orders.pipeline()")
                        .packageName("com.acme"))
                .build();
        // end
        return runtime;
    }
}
