/** Sources as a task reads them: splits in turn, timestamps, watermarks. Depends on {@code exchange} and {@code time}. */
@NullMarked
package dev.millrace.engine.source;

import org.jspecify.annotations.NullMarked;
