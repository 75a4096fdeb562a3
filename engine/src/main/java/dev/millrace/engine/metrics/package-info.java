/** Counters and histograms with one writer each. */
@NullMarked
package dev.millrace.engine.metrics;

import org.jspecify.annotations.NullMarked;
