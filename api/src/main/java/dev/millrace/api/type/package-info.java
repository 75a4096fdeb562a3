/**
 * What Millrace derives from the user's types: fields of records, and a stable hash for keys.
 * Depends on the JDK alone.
 */
@NullMarked
package dev.millrace.api.type;

import org.jspecify.annotations.NullMarked;
