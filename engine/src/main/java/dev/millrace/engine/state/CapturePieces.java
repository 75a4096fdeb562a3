package dev.millrace.engine.state;

import dev.millrace.api.type.BinaryOutput;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a capture in pieces, so that rows can be written later than what comes behind them. Owned by the task's thread.
 *
 * <pre>
 * piece | rows of a list | piece | rows of a list | piece at hand
 * </pre>
 */
public final class CapturePieces {

    /** Rows that are on their way from memory at the same time: several times what a processor can do, and all fit into its cache. */
    private static final int FETCHED_ROWS = 64;

    private static final int NEXT_PIECE_BYTES = 1 << 8;

    private final List<BinaryOutput> pieces = new ArrayList<>();

    /** Each comes behind the piece with the same index. */
    private final List<LaterRows> later = new ArrayList<>();

    private final int[] found = new int[FETCHED_ROWS];

    /** The first that may have rows to write. */
    private int atWork;

    /**
     * Makes one with one piece.
     *
     * @param bytesExpected in it
     */
    public CapturePieces(int bytesExpected) {
        pieces.add(new BinaryOutput(bytesExpected));
    }

    /** The piece at hand. */
    public BinaryOutput current() {
        return pieces.get(pieces.size() - 1);
    }

    /** Number of bytes so far, without rows. */
    public int size() {
        return size(pieces);
    }

    /** Number of lists so far whose rows are written later. */
    public int laterCount() {
        return later.size();
    }

    /** Begins another piece, behind rows that are written later. */
    LaterRows cut(StateWriter lists, int countsAt) {
        LaterRows rows = new LaterRows(lists, current(), countsAt);
        later.add(rows);
        pieces.add(new BinaryOutput(NEXT_PIECE_BYTES));
        return rows;
    }

    /**
     * Writes rows.
     *
     * @param rowsMax at most so many
     * @return whether there may be more
     */
    public boolean write(int rowsMax) {
        for (int left = rowsMax; left > 0 && atWork < later.size(); ) {
            int count = later.get(atWork).write(left, found);
            left -= count;
            atWork += count == 0 ? 1 : 0;
        }
        return atWork < later.size();
    }

    /** Gives up: nobody wants the rest. */
    public void discard() {
        later.forEach(LaterRows::discard);
        atWork = later.size();
    }

    /** Writes all rows that are left. */
    public void writeAll() {
        while (write(Integer.MAX_VALUE)) {
            // Until there are none.
        }
    }

    /** Number of bytes of the rows of some lists, once all are written: from one index up to another. */
    public int laterSize(int from, int to) {
        List<BinaryOutput> rows = new ArrayList<>();
        later.subList(from, to).forEach(each -> rows.addAll(each.pieces()));
        return size(rows);
    }

    /** Gives all pieces in their order, once all rows are written. */
    public List<BinaryOutput> finish() {
        List<BinaryOutput> all = new ArrayList<>();
        for (int i = 0; i < later.size(); i++) {
            all.add(pieces.get(i));
            all.addAll(later.get(i).finish());
        }
        all.add(current());
        return all;
    }

    /**
     * Adds lengths up.
     *
     * @throws IllegalStateException if that is too much for one task
     */
    public static int size(List<BinaryOutput> pieces) {
        long size = 0;
        for (BinaryOutput piece : pieces) {
            size += piece.size();
        }
        if (size > Integer.MAX_VALUE) {
            throw new IllegalStateException("the state of one task takes " + size
                    + " bytes, and a checkpoint has at most " + Integer.MAX_VALUE + "; use more workers");
        }
        return (int) size;
    }
}
