/**
 * The files of a store in a directory, version 1. Numbers of fixed width are big-endian, <i>varint</i>, <i>signed</i> and <i>text</i>
 * are those of {@link dev.millrace.api.type.BinaryOutput}, <i>value</i> is what a {@link dev.millrace.api.type.ValueEncoder} writes.
 *
 * <pre>
 * log-N, snapshot-N   N in 16 decimal digits, from 1; frames, one after the other
 * log-N.tmp, snapshot-N.tmp   being written; of no meaning after a crash
 *
 * frame     int magic 4D 52 53 46 ("MRSF"), int length of the payload,
 *           int CRC-32C over long N, long position of the frame in the file, int length, payload
 * payload   byte kind, then:
 *  1 log header       byte format (1), long N, long previousEnd, [writes]    the first frame of a log
 *  2 writes           writes
 *  3 end              nothing       the store was closed; nothing follows
 *  4 snapshot header  byte format (1), long N, long version, long time, long forgottenVersion, long forgottenTime
 *  5 rows             schemas, varint count, {row}
 *  6 snapshot footer  long count of all rows
 *  7 marks            varint count, {text name, signed value}      before the footer, if there are any
 *
 * writes    schemas, long version of the first, varint count, {signed time minus that before (first: minus 0),
 *           varint count of changes, {byte 1 = put, 0 = deletion; value key; text field; if put: value;
 *           or byte 2 = mark; text name, signed value}}
 * schemas   varint length (0: those of the frame before, in this file), what ValueEncoder.writeSchemas wrote
 * row       value key, varint version of its last write, varint count of cells, {text field, byte 1 = older ones were forgotten,
 *           varint count, {varint version, signed time, byte 1 = value follows, 0 = deletion, value}, newest first}
 * </pre>
 *
 * <p>Times are epoch milliseconds. {@code previousEnd} is where log N - 1 ends: whatever is behind it was never acknowledged, or is
 * repeated in the header itself. Snapshot N has all writes of logs before N.
 */
@NullMarked
package dev.millrace.engine.store.v1;

import org.jspecify.annotations.NullMarked;
