/**
 * Write-ahead logs: files of checked frames, numbered one after the other, to which groups are appended and synced. The store keeps
 * its writes in such logs, and an ingress what is pushed into it; what is in a group is theirs.
 *
 * <p>Numbers of fixed width are big-endian, <i>varint</i> is that of {@link dev.millrace.api.type.BinaryOutput}.
 *
 * <pre>
 * PREFIX-N        N in 16 decimal digits, from 1; frames, one after the other
 * PREFIX-N.tmp    being written; of no meaning after a crash
 *
 * frame     int magic 4D 52 53 46 ("MRSF"), int length of the payload,
 *           int CRC-32C over long N, long position of the frame in the file, int length, payload
 * payload   byte kind, then:
 *  h log header       byte format (1), long N, long previousEnd, [group]    the first frame of a log; h is 1 or 7, as the owner says
 *  2 group            group
 *  3 end              nothing       the log was closed; nothing follows
 * schemas   varint length (0: those of the frame before, in this file), what ValueEncoder.writeSchemas wrote
 * </pre>
 *
 * <p>{@code previousEnd} is where log N - 1 ends: whatever is behind it was never acknowledged, or is repeated in the header itself.
 */
@NullMarked
package dev.millrace.engine.log;

import org.jspecify.annotations.NullMarked;
