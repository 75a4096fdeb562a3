/** The queries on Hazelcast Jet's pipeline API, on one member inside the process. */
@NullMarked
package dev.millrace.benchmarks.jet;

import org.jspecify.annotations.NullMarked;
