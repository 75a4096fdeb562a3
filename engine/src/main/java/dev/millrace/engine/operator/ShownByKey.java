package dev.millrace.engine.operator;

import java.util.function.BiConsumer;

/**
 * An operator, or the loop of one, whose state a view can show. Asked of a copy that was restored for that and has processed
 * nothing, on one thread.
 */
public interface ShownByKey {

    /**
     * Gives everything.
     *
     * @param visitor gets each key, as the user knows it, and what a reader sees for it
     * @throws Exception what code of the user's throws
     */
    void show(BiConsumer<Object, Object> visitor) throws Exception;
}
