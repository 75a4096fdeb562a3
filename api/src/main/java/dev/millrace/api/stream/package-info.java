/**
 * What a user types: {@link dev.millrace.api.stream.Pipeline} and the streams that build its graph, no more.
 */
@NullMarked
package dev.millrace.api.stream;

import org.jspecify.annotations.NullMarked;
