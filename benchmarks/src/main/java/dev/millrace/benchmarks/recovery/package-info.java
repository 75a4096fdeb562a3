/**
 * State that is kept across crashes: an aggregate over many keys of which few change between two checkpoints, what keeping it
 * costs, and how long it takes to have it back.
 */
@NullMarked
package dev.millrace.benchmarks.recovery;

import org.jspecify.annotations.NullMarked;
