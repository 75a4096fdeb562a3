/** A {@link dev.millrace.api.state.StateStore} at the ends of a pipeline: its changes as a source, as a table, and as a sink. */
@NullMarked
package dev.millrace.api.store;

import org.jspecify.annotations.NullMarked;
