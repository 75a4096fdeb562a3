/**
 * The immutable description of a pipeline, as records, and its validation. Runners read this and nothing else.
 * Depends on all packages of this module but {@code stream} and {@code job}.
 */
@NullMarked
package dev.millrace.api.graph;

import org.jspecify.annotations.NullMarked;
