/**
 * From the graph to a physical plan: which operators share a chain, where rows change threads, how many tasks there are.
 * Values only; nothing here runs. Depends on {@code operator} and {@code exchange} for their enums.
 */
@NullMarked
package dev.millrace.engine.plan;

import org.jspecify.annotations.NullMarked;
