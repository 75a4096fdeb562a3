/** What a job has read lately, kept so that a failure can be seen again in a test. */
@NullMarked
package dev.millrace.engine.flight;

import org.jspecify.annotations.NullMarked;
