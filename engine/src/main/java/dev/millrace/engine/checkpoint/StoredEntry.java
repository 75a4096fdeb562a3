package dev.millrace.engine.checkpoint;

import dev.millrace.engine.state.EntryOwner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a list of an operator's state, read without the operator and without the classes of the user.
 *
 * @param list name of the list
 * @param owner which tasks get it
 * @param key of an entry that belongs to one: a {@code Long}, or as {@link
 *     dev.millrace.api.type.ValueDecoder#generic} reads it; else null
 * @param bytes how many its fields take
 * @param fields its fields as text, if their layout is known; else all of them in one, as hexadecimal digits
 * @param isLayoutKnown whether it is
 */
public record StoredEntry(
        String list, EntryOwner owner, @Nullable Object key, int bytes, List<String> fields, boolean isLayoutKnown) {

    /** Copies. */
    public StoredEntry {
        fields = List.copyOf(fields);
    }
}
