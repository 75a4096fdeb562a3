/** State by key: the table from keys to dense ids. Depends on {@code batch}. */
@NullMarked
package dev.millrace.engine.state;

import org.jspecify.annotations.NullMarked;
