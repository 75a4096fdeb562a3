/** The code of the README and the guide. */
@NullMarked
package dev.millrace.examples.guide;

import org.jspecify.annotations.NullMarked;
