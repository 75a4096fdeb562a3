/** Looking at the state of a job, while it runs or in a checkpoint that it has left behind. */
@NullMarked
package dev.millrace.api.view;

import org.jspecify.annotations.NullMarked;
