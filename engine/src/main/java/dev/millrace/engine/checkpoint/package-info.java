/**
 * Epochs and checkpoints: what tasks hand in at the end of an epoch, the files that it is kept in, and how it is found again.
 *
 * <h2>Files</h2>
 *
 * <p>A checkpoint is a file, {@code checkpoint-} and its epoch in nineteen digits, and perhaps some before it: a chain, of which each
 * file has what changed since the one before. It is written as {@code checkpoint-...partial}, synced, and renamed; so a
 * file with the final name is complete, unless the disk has damaged it since. A chain can be merged into one file, which takes the
 * place of its newest by a rename. Numbers are big-endian; {@code varint}, {@code signed}, {@code string} and {@code bytes} are
 * those of {@link dev.millrace.api.type.BinaryOutput}.
 *
 * <pre>
 * file:    "MILLRACE" (8 bytes), version (short, 2), block*
 * block:   type (byte), length (int), CRC-32C of type, length and payload (int), payload
 *
 * header   type 1, the first: pipeline (string), epoch (varint), kind (byte: 0 checkpoint, 1 savepoint, 2 end of the job),
 *          time (signed, epoch milliseconds), workers (varint), splits (varint) and for each: source, split (strings),
 *          link
 * task     type 2: task (string), index (varint), section*, 0 (byte), schemas (the rest)
 * end      type 3, the last: number of tasks (varint)
 *
 * link:    id (long, two checksums of all that was captured), epoch of the file before this one or 0 (varint), its id (long)
 *
 * section: kind (byte), name (string), length (int), fields
 * split    kind 1, of a source: split (string), ended (boolean), position (bytes), greatest timestamp, watermark, watermark by
 *          records, unconfirmed jump, clock at the last arrival (five signed), cause (byte), caught up (boolean)
 * time     kind 2, of the operator before which lanes meet: sides + 1 (varint), and for each side and for all: watermark
 *          (signed), cause (byte), caught up (boolean)
 * operator kind 3: in, passed, filtered, late, failed, dropped, out, ahead (eight signed), then the lists of
 *          {@link dev.millrace.engine.state.StateWriter}
 * work     kind 4, of a sink: writer (varint), epoch (varint), what it prepared (bytes)
 * </pre>
 *
 * <p>Of a chain everything counts as the newest file has it, but for lists of which it has only the changed rows: for those the files
 * before it are read, too, back to one that has all rows. A task is the same in all files of a chain, and so are the numbers of
 * its schemas; the newest file knows all of them.
 *
 * <p>Version 1, which is read and not written any more, has no link, and its lists have no kinds.
 */
@NullMarked
package dev.millrace.engine.checkpoint;

import org.jspecify.annotations.NullMarked;
