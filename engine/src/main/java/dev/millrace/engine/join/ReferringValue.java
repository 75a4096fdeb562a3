package dev.millrace.engine.join;

import org.jspecify.annotations.Nullable;

/**
 * The value of a row that refers to another, as it goes from the first step of a foreign-key join to the others.
 *
 * @param value the value itself; the last one of a row that is deleted
 * @param reference which it has now; null if it refers to nothing or is deleted
 * @param before which it has given up with this change; null if none
 * @param isNew whether it has the reference since this change
 */
record ReferringValue(
        Object value,
        @Nullable Reference reference,
        @Nullable Reference before,
        boolean isNew) {}
