/**
 * The groups of a journal, version 1: its files are logs as in {@link dev.millrace.engine.log}, called {@code journal-N}, whose header
 * has the kind 7. Numbers and <i>schemas</i> are as there, <i>value</i> is what a {@link dev.millrace.api.type.ValueEncoder} writes.
 *
 * <pre>
 * group     schemas, varint sequence number of the first record, varint count, {value record}
 * </pre>
 *
 * <p>The records of a group have consecutive numbers; between groups some may be missing. The header of every log has a group. It
 * has no records, unless it repeats the last ones of the log before; its number is then that of the last record before, plus one.
 */
@NullMarked
package dev.millrace.engine.journal.v1;

import org.jspecify.annotations.NullMarked;
