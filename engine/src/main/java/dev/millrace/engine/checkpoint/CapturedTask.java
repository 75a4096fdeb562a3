package dev.millrace.engine.checkpoint;

import dev.millrace.api.storage.StorageOutput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.engine.state.CapturePieces;
import java.io.IOException;
import java.util.List;
import java.util.zip.Checksum;

/** What one task has handed in: pieces that are one after the other in the file. Immutable, as nobody writes to them any more. */
public final class CapturedTask {

    private final List<BinaryOutput> pieces;
    private final int size;

    CapturedTask(List<BinaryOutput> pieces) {
        this.pieces = pieces;
        size = CapturePieces.size(pieces);
    }

    /** Of a task that has nothing to hand in. */
    public static CapturedTask empty() {
        return new CapturedTask(List.of());
    }

    /** Number of bytes. */
    public int size() {
        return size;
    }

    void update(Checksum checksum) {
        pieces.forEach(piece -> piece.update(checksum));
    }

    void writeTo(StorageOutput out) throws IOException {
        for (BinaryOutput piece : pieces) {
            piece.writeTo(out);
        }
    }

    /** All of it, copied. */
    public byte[] toByteArray() {
        BinaryOutput all = new BinaryOutput(size);
        pieces.forEach(all::writeRaw);
        return all.toByteArray();
    }
}
