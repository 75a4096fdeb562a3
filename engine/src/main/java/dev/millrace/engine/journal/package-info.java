/** What is pushed into a job, on a disk: a log that is appended to by threads of the program and read by a task. */
@NullMarked
package dev.millrace.engine.journal;

import org.jspecify.annotations.NullMarked;
