/**
 * What tables are made of: changes of the value that a key has. Depends on the JDK alone.
 */
@NullMarked
package dev.millrace.api.table;

import org.jspecify.annotations.NullMarked;
