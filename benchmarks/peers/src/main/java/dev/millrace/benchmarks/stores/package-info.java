/** Stores that keep what they are given on a disk, side by side. */
@NullMarked
package dev.millrace.benchmarks.stores;

import org.jspecify.annotations.NullMarked;
