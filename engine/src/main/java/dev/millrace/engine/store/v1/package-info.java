/**
 * The files of a store in a directory, version 1. Numbers of fixed width are big-endian, <i>varint</i>, <i>signed</i> and <i>text</i>
 * are those of {@link dev.millrace.api.type.BinaryOutput}, <i>value</i> is what a {@link dev.millrace.api.type.ValueEncoder} writes.
 *
 * <pre>
 * log-N          a log as in {@link dev.millrace.engine.log}, whose groups are <i>writes</i>, and whose header has the kind 1
 * snapshot-N     N in 16 decimal digits, from 1; frames as in a log
 * snapshot-N.tmp being written; of no meaning after a crash
 *
 * payload of a frame of a snapshot   byte kind, then:
 *  4 snapshot header  byte format (1), long N, long version, long time, long forgottenVersion, long forgottenTime
 *  5 rows             schemas, varint count, {row}
 *  6 snapshot footer  long count of all rows
 *  7 marks            varint count, {text name, signed value}      before the footer, if there are any
 *
 * writes    schemas, long version of the first, varint count, {signed time minus that before (first: minus 0),
 *           varint count of changes, {byte 1 = put, 0 = deletion; value key; text field; if put: value;
 *           or byte 2 = mark; text name, signed value}}
 * schemas   as in a log
 * row       value key, varint version of its last write, varint count of cells, {text field, byte 1 = older ones were forgotten,
 *           varint count, {varint version, signed time, byte 1 = value follows, 0 = deletion, value}, newest first}
 * </pre>
 *
 * <p>Times are epoch milliseconds. Snapshot N has all writes of logs before N.
 */
@NullMarked
package dev.millrace.engine.store.v1;

import org.jspecify.annotations.NullMarked;
