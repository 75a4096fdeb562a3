/**
 * Window specifications and what comes out of a window: results and late records. Depends on the JDK alone.
 */
@NullMarked
package dev.millrace.api.window;

import org.jspecify.annotations.NullMarked;
