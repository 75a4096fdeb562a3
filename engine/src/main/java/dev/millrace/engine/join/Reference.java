package dev.millrace.engine.join;

import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;

/**
 * A row refers to another, from the moment at which it begins to until it refers to another one or to nothing.
 *
 * @param primaryKey of the row that refers
 * @param foreignKey of the row that is referred to
 * @param number greater than that of all references that the same task made before, and that of all references to which this
 *     row referred before
 */
record Reference(Object primaryKey, Object foreignKey, long number) {

    /** Adds it to an entry. */
    void write(StateWriter out) {
        out.writeLong(number);
        out.writeValue(primaryKey);
        out.writeValue(foreignKey);
    }

    /** Reads what {@link #write} added. */
    static Reference read(StateReader in) {
        long number = in.readLong();
        return new Reference(in.readObject(), in.readObject(), number);
    }
}
