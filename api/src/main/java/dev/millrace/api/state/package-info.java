/** State that is kept for a key: what is declared of it, and what a function sees of it. */
@NullMarked
package dev.millrace.api.state;

import org.jspecify.annotations.NullMarked;
