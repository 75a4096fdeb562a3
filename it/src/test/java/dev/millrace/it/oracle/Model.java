package dev.millrace.it.oracle;

import dev.millrace.api.window.WindowSpec;
import java.util.List;

/** A kind of windows, and what it means. */
interface Model {

    /** Whether a record counts, as far as this kind is concerned. */
    enum Standing {
        /** In time for at least one of its windows. */
        COUNTS,
        /** It has windows, and all have closed. */
        LATE,
        /** It has no window. */
        OUTSIDE
    }

    /** What the engine is asked for. */
    WindowSpec<? super Item> spec();

    /** How a record stands by its own split alone. */
    Standing standing(Input input, Item item);

    /**
     * All results, if {@link #isExact}.
     *
     * @param input the records
     * @param keys of them
     */
    List<Cut> cuts(Input input, Keys keys);

    /** Whether results follow from the records and their judges alone, without regard to batches. */
    boolean isExact(Input input);

    /** Whether results follow the order of arrival, so that there may be one split and one worker only. */
    default boolean isByArrival() {
        return false;
    }
}
