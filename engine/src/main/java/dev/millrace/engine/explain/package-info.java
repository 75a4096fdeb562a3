/** Replays what a job has read, and finds the records behind a result. */
@NullMarked
package dev.millrace.engine.explain;

import org.jspecify.annotations.NullMarked;
