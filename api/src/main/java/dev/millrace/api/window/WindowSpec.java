package dev.millrace.api.window;

import java.io.Serializable;

/** Which windows a record belongs to. A closed set of values; made by {@link Windows}. */
public sealed interface WindowSpec extends Serializable permits TumblingWindow {

    /**
     * Tells a user what this is.
     *
     * @return as {@code tumbling PT1H}
     */
    String describe();
}
