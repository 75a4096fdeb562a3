package dev.millrace.api.connector;

import dev.millrace.api.type.Codecs;
import java.util.List;

/**
 * Hands the program each epoch's outputs, to be stored together with the number of the epoch in a transaction of the program's
 * own: what is stored is exactly what an uninterrupted job would have stored, wherever either of the two dies.
 *
 * <pre>{@code
 * final class Totals implements EpochSink<Total> {
 *
 *     public long lastCommittedEpoch() throws SQLException {
 *         // select epoch from progress
 *     }
 *
 *     public void commit(long epoch, List<Total> outputs) throws SQLException {
 *         // insert the outputs; update progress set epoch = ?; commit
 *     }
 * }
 *
 * totals.write("totals", new Totals(connection));
 * }</pre>
 *
 * <p>Outputs are kept in memory until the epoch ends, are stored in its checkpoint, and are handed over once that is complete. So
 * they are late by the interval of checkpoints, must be of classes that can be stored, and are copies. The job must
 * make checkpoints.
 *
 * <p>Methods are called on the worker that owns the sink, one call at a time; while they last that worker does nothing else. What
 * they throw fails the job, which then goes back to its last checkpoint, asks again how far the program has come, and
 * hands over what comes after that.
 *
 * @param <T> type of the records
 */
public interface EpochSink<T> extends Sink<T> {

    /** The most that one epoch may give, encoded: 256 MiB. */
    int EPOCH_BYTES_MAX = 1 << 28;

    /**
     * Tells how far the program has come. Called whenever the job starts or restarts, before anything is handed over.
     *
     * @return the largest epoch of which {@link #commit} was called and its transaction was committed; 0 if there is none
     * @throws Exception whatever went wrong; it fails the job, naming the sink
     */
    long lastCommittedEpoch() throws Exception;

    /**
     * Stores the outputs of one epoch, and its number, in one transaction. Each is larger than {@link #lastCommittedEpoch()}
     * and than those before; numbers of epochs without outputs are left out.
     *
     * @param epoch the number, at least 1
     * @param outputs at least one, in order; unmodifiable
     * @throws Exception whatever went wrong, whether the transaction was committed or not; it fails the job, naming the sink
     */
    void commit(long epoch, List<T> outputs) throws Exception;

    /**
     * Tells how outputs are stored in checkpoints.
     *
     * @return {@link Codecs#STANDARD} unless overridden
     */
    default Codecs codecs() {
        return Codecs.STANDARD;
    }

    /**
     * Opens what calls the other two. Not to be overridden.
     *
     * @throws IllegalStateException if the job makes no checkpoints, or goes back to an earlier epoch than the program has stored
     */
    @Override
    default SinkWriter<T> open(WriterContext context) throws Exception {
        return EpochWriter.open(this, context);
    }

    @Override
    default Guarantee guarantee() {
        return Guarantee.TRANSACTIONAL;
    }
}
