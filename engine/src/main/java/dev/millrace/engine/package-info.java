/**
 * The embedded engine: the one package of this module for everybody. {@link dev.millrace.engine.Millrace} is the
 * entry. Only this package knows the system's clock.
 */
@NullMarked
package dev.millrace.engine;

import org.jspecify.annotations.NullMarked;
