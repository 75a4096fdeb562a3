/**
 * Descriptions of patterns: which records of a key, in which order, are a match. Depends on {@code function}.
 */
@NullMarked
package dev.millrace.api.pattern;

import org.jspecify.annotations.NullMarked;
