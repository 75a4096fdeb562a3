package dev.millrace.benchmarks.pipeline;

import static dev.millrace.api.window.Windows.session;
import static dev.millrace.api.window.Windows.sliding;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.window.WindowSpec;
import dev.millrace.benchmarks.query.Operation;
import java.time.Duration;

/** Which windows of Millrace a query asks for. */
final class Windowing {

    private Windowing() {}

    static WindowSpec<Object> of(Operation.Window window) {
        Duration size = Duration.ofMillis(window.sizeMillis());
        return window.isTumbling() ? tumbling(size) : sliding(size, Duration.ofMillis(window.slideMillis()));
    }

    static WindowSpec<Object> of(Operation.Session session) {
        return session(Duration.ofMillis(session.gapMillis()));
    }
}
