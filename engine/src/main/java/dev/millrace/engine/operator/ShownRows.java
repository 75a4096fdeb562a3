package dev.millrace.engine.operator;

import dev.millrace.api.view.JoinRow;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A join, or the loop of one, whose records a view can show. Asked of a copy that was restored for that and has processed
 * nothing, on one thread.
 */
public interface ShownRows {

    /**
     * Gives everything.
     *
     * @param visitor gets each key, as the user knows it, and what is kept for it, by side and then by time
     */
    void showRows(BiConsumer<Object, List<JoinRow>> visitor);
}
