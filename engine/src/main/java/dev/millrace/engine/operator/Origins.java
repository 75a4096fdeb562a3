package dev.millrace.engine.operator;

import dev.millrace.engine.batch.Origin;
import org.jspecify.annotations.Nullable;

/** Says where rows came from, in the words of their connectors. Thread-safe. */
@FunctionalInterface
public interface Origins {

    /**
     * Describes an {@link Origin}.
     *
     * @param origin of a row
     * @return source and position, as in the messages of failures; null if that is not known
     */
    @Nullable
    String describe(long origin);
}
