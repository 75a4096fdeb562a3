package dev.millrace.benchmarks.pipeline;

import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.window.WindowSpec;
import dev.millrace.benchmarks.query.Operation;
import java.time.Duration;
import java.util.Optional;

/** Which window of Millrace a query asks for; empty where the API cannot describe it yet. */
final class Windowing {

    private Windowing() {}

    static Optional<WindowSpec> of(Operation.Window window) {
        return window.isTumbling() ? Optional.of(tumbling(Duration.ofMillis(window.sizeMillis()))) : Optional.empty();
    }

    static Optional<WindowSpec> of(Operation.Session session) {
        return Optional.empty();
    }
}
