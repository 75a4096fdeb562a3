/** A real PostgreSQL server for tests, beside the JVM of the test. Depends on nothing of ours. */
@NullMarked
package dev.millrace.testkit.postgres;

import org.jspecify.annotations.NullMarked;
