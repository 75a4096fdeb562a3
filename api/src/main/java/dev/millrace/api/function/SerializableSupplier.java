package dev.millrace.api.function;

import java.io.Serializable;
import java.util.function.Supplier;

/**
 * Makes something where it is needed, which may be in another process: a lambda or method reference of this type can be shipped
 * there with the pipeline, if what it has captured can be.
 *
 * @param <T> what is made
 */
@FunctionalInterface
public interface SerializableSupplier<T> extends Supplier<T>, Serializable {}
