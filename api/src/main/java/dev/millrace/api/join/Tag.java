package dev.millrace.api.join;

import java.io.Serializable;

/**
 * Names one input of a co-group, and knows the type of its records; so a {@link Group} gives them back without a cast.
 *
 * <p>Tags are equal by name, so that functions that hold them can be sent to another process.
 *
 * @param name unique in its co-group, not blank
 * @param <T> type of the records
 */
@SuppressWarnings("UnusedTypeParameter") // it ties what goes in to what comes out
public record Tag<T>(String name) implements Serializable {

    /** Validates. */
    public Tag {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a tag needs a name that is not blank, got '" + name + "'");
        }
    }

    /**
     * Makes a tag.
     *
     * @param name unique in its co-group, not blank
     * @param <T> type of the records
     * @return the tag
     */
    public static <T> Tag<T> named(String name) {
        return new Tag<>(name);
    }
}
