package dev.millrace.engine.state;

import dev.millrace.api.type.BinaryOutput;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one list that are written after the capture, some at a time, or when they are about to change. Owned by the task's
 * thread.
 */
final class LaterRows {

    /** Longer pieces would have to be copied when they grow, and that stops the task. */
    private static final int PIECE_BYTES = 1 << 20;

    private static final int FIRST_PIECE_BYTES = 1 << 10;

    /** Where the header of the list has its counts. */
    private final BinaryOutput header;

    private final int countsAt;
    private final StateWriter writer;
    private final List<BinaryOutput> pieces = new ArrayList<>();

    /** By group, those that have been captured and may still have rows to write. */
    private final Deque<PendingEntries> groups = new ArrayDeque<>();

    private BinaryOutput piece = new BinaryOutput(FIRST_PIECE_BYTES);

    LaterRows(StateWriter lists, BinaryOutput header, int countsAt) {
        this.header = header;
        this.countsAt = countsAt;
        writer = lists.forPiece(piece);
        pieces.add(piece);
    }

    StateWriter writer() {
        return writer;
    }

    void add(PendingEntries group) {
        groups.add(group);
    }

    /**
     * Writes some rows.
     *
     * @param rowsMax at most so many
     * @param found room for at least one
     * @return how many; 0 if that was all
     */
    int write(int rowsMax, int[] found) {
        writer.requireNoFailure();
        @Nullable PendingEntries group = groups.peek();
        while (group != null) {
            int count = group.writePending(rowsMax, found);
            if (count > 0) {
                goOnIfLong();
                return count;
            }
            groups.remove();
            group = groups.peek();
        }
        return 0;
    }

    private void goOnIfLong() {
        if (piece.size() >= PIECE_BYTES) {
            piece = new BinaryOutput(PIECE_BYTES + PIECE_BYTES / 4);
            pieces.add(piece);
            writer.goOnIn(piece);
        }
    }

    void discard() {
        groups.forEach(PendingEntries::discardPending);
        groups.clear();
    }

    List<BinaryOutput> pieces() {
        return pieces;
    }

    /** Completes the header, and gives what comes behind it. */
    List<BinaryOutput> finish() {
        assert groups.isEmpty() : "all is written";
        writer.endEntry();
        header.setInt(countsAt, writer.entries());
        header.setInt(countsAt + Integer.BYTES, CapturePieces.size(pieces));
        return pieces;
    }
}
