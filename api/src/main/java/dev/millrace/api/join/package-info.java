/**
 * How records of several streams find each other: which of them meet, and what becomes of those that meet nobody. Built by
 * {@link dev.millrace.api.stream.Stream#join} and {@link dev.millrace.api.stream.Stream#asOf}.
 */
@NullMarked
package dev.millrace.api.join;

import org.jspecify.annotations.NullMarked;
