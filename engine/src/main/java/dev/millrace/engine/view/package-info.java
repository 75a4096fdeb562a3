/** Shows captured state to users: that of a running job, or of a checkpoint. */
@NullMarked
package dev.millrace.engine.view;

import org.jspecify.annotations.NullMarked;
