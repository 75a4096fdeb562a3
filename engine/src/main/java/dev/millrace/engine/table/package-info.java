/**
 * Tables: records become rows, rows are mapped and filtered, and become records again. Depends on {@code state},
 * {@code operator} and {@code time}.
 */
@NullMarked
package dev.millrace.engine.table;

import org.jspecify.annotations.NullMarked;
