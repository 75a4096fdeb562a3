package dev.millrace.api.process;

import java.io.Serializable;

/**
 * Names a further output of a function, and knows the type of its records.
 *
 * <p>Side outputs are equal by name.
 *
 * @param name unique in its function, not blank
 * @param <S> type of the records
 */
@SuppressWarnings("UnusedTypeParameter") // it ties what is emitted to what is read
public record SideOutput<S>(String name) implements Serializable {

    /** Validates. */
    public SideOutput {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a side output needs a name that is not blank, got '" + name + "'");
        }
    }

    /**
     * Makes one.
     *
     * @param name unique in its function, not blank
     * @param <S> type of the records
     * @return the side output
     */
    public static <S> SideOutput<S> named(String name) {
        return new SideOutput<>(name);
    }
}
