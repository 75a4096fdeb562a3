/** Counters with one writer each. Depends on nothing. */
@NullMarked
package dev.millrace.engine.metrics;

import org.jspecify.annotations.NullMarked;
