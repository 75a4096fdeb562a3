/**
 * The contracts at both ends of a pipeline: sources with splits and resumable positions, sinks with a
 * two-phase commit protocol, and the connectors that need nothing but the JDK. Depends on {@code function},
 * {@code time} and {@code type}.
 */
@NullMarked
package dev.millrace.api.connector;

import org.jspecify.annotations.NullMarked;
