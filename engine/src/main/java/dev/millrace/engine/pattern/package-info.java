/**
 * The search for patterns in the records of each key. Depends on {@code operator}, {@code state} and what {@code window} shares
 * about lateness and order.
 */
@NullMarked
package dev.millrace.engine.pattern;

import org.jspecify.annotations.NullMarked;
