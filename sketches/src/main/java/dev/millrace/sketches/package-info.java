/**
 * Approximate aggregates: answers with bounds, in memory that does not grow with the number of records. The sketches are
 * those of <a href="https://datasketches.apache.org">Apache DataSketches</a>, on the heap. Depends on {@code api.aggregate}.
 */
@NullMarked
package dev.millrace.sketches;

import org.jspecify.annotations.NullMarked;
