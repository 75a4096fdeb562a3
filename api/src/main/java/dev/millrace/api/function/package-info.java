/**
 * Functional interfaces that may throw, and the reading of lambdas.
 * Every one is {@link java.io.Serializable}, so that a pipeline can be shipped to a cluster and so that a method reference
 * can be read; embedded, nothing is ever serialized. Depends on the JDK alone.
 */
@NullMarked
package dev.millrace.api.function;

import org.jspecify.annotations.NullMarked;
