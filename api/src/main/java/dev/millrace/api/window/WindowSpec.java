package dev.millrace.api.window;

import java.io.Serializable;

/**
 * Which windows a record belongs to. Made by {@link Windows}, or written by a user as an {@link AlignedWindows} or an
 * {@link AssignedWindows}, which is what the built-in ones are, too.
 *
 * <ul>
 *   <li>{@link AlignedWindows} are the same for all keys and known from time alone: tumbling, sliding, calendar, global.
 *   <li>{@link AssignedWindows} are chosen for each record, and may merge: sessions.
 *   <li>{@link CountWindow} and {@link TrailingWindow} follow the records of a key in the order of event time.
 * </ul>
 *
 * @param <T> type of the records; {@code Object} where only time matters
 */
@SuppressWarnings("UnusedTypeParameter") // it ties a specification that reads records to streams of those records
public sealed interface WindowSpec<T> extends Serializable
        permits AlignedWindows, AssignedWindows, CountWindow, TrailingWindow {

    /**
     * Tells a user what this is.
     *
     * @return as {@code tumbling PT1H}
     */
    String describe();
}
