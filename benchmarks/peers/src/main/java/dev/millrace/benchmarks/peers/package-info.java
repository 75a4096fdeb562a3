/** What the benchmarks on other engines have in common. */
@NullMarked
package dev.millrace.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
