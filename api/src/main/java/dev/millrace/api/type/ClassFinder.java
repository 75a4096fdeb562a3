package dev.millrace.api.type;

import org.jspecify.annotations.Nullable;

/** Finds the class that a name in a schema stands for now. */
interface ClassFinder {

    /**
     * Finds a class.
     *
     * @param name of then
     * @return null if there is none
     */
    @Nullable
    Class<?> find(String name);
}
