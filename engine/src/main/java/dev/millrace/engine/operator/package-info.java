/**
 * The contract of an operator, and the operators without state. Depends on {@code batch} and {@code metrics}.
 */
@NullMarked
package dev.millrace.engine.operator;

import org.jspecify.annotations.NullMarked;
