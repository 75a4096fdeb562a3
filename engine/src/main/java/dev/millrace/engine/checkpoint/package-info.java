/**
 * Epochs and checkpoints: what tasks hand in at the end of an epoch, the files that it is kept in, and how it is found again.
 *
 * <h2>Files</h2>
 *
 * <p>A checkpoint is one file, {@code checkpoint-} and its epoch in nineteen digits. It is written as {@code
 * checkpoint-...partial}, synced, and renamed; so a file with the final name is complete, unless the disk has damaged it since.
 * Numbers are big-endian; {@code varint}, {@code signed}, {@code string} and {@code bytes} are those of
 * {@link dev.millrace.api.type.BinaryOutput}.
 *
 * <pre>
 * file:    "MILLRACE" (8 bytes), version (short, 1), block*
 * block:   type (byte), length (int), CRC-32C of type, length and payload (int), payload
 *
 * header   type 1, the first: pipeline (string), epoch (varint), kind (byte: 0 checkpoint, 1 savepoint, 2 end of the job),
 *          time (signed, epoch milliseconds), workers (varint), splits (varint) and for each: source, split (strings)
 * task     type 2: task (string), index (varint), section*, 0 (byte), schemas (the rest)
 * end      type 3, the last: number of tasks (varint)
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
 */
@NullMarked
package dev.millrace.engine.checkpoint;

import org.jspecify.annotations.NullMarked;
