package dev.millrace.api.join;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.function.ThrowingPredicate;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How the records of a table's side are versions of its rows.
 *
 * @param isInOrder whether each version of a key follows the one that came before it, as changes of a table do: one with an
 *     earlier time counts from the time of that one, or from the table's watermark if that is later still. If not, event time
 *     says which follows which, and what is behind the watermark is late
 * @param isDeletion true for a record after which the key has no value; null if there is none such
 * @param value reads the value of a record; null if that is the record itself
 */
public record Versions(
        boolean isInOrder,
        @Nullable ThrowingPredicate<Object> isDeletion,
        @Nullable ThrowingFunction<Object, Object> value)
        implements Serializable {}
