/**
 * From the graph to a physical plan: which operators share a chain, where rows change threads, how many tasks there are.
 * Values only; nothing here runs. Depends on {@code exchange} for the routes that rows take.
 */
@NullMarked
package dev.millrace.engine.plan;

import org.jspecify.annotations.NullMarked;
