package dev.millrace.engine.join;

import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * What a reference is told of the row that it refers to.
 *
 * @param reference null for a row that refers to nothing, which need not ask
 * @param value of the row that is referred to; null if there is none
 */
record Answer(@Nullable Reference reference, @Nullable Object value) {

    /** Known without asking. */
    static final Answer NOTHING = new Answer(null, null);

    /** Adds it to an entry. */
    void write(StateWriter out) {
        out.writeBoolean(reference != null);
        if (reference != null) {
            reference.write(out);
        }
        out.writeValue(value);
    }

    /** Reads what {@link #write} added. */
    static Answer read(StateReader in) {
        return new Answer(in.readBoolean() ? Reference.read(in) : null, in.readValue());
    }
}
