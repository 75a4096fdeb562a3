package dev.millrace.engine.operator;

import dev.millrace.api.failure.RecordOrigin;
import dev.millrace.engine.batch.Origin;
import org.jspecify.annotations.Nullable;

/** Says where rows came from, in the words of their connectors. Thread-safe. */
@FunctionalInterface
public interface Origins {

    /**
     * Finds what an {@link Origin} stands for.
     *
     * @param origin of a row
     * @return source, split and position; null if that is not known
     */
    @Nullable
    RecordOrigin locate(long origin);
}
