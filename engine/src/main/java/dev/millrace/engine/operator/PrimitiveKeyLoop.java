package dev.millrace.engine.operator;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;

/**
 * Fills the column of keys where a {@link PrimitiveView} of the key function exists: no key is ever boxed.
 *
 * @param keys reads the keys as numbers
 */
public record PrimitiveKeyLoop(NumberLoop keys) implements RowLoop {

    @Override
    public void run(Batch batch, OperatorCounters counters) throws RecordFailure {
        batch.isKeyed = false;
        batch.becomeKeyed(false);
        keys.read(batch, batch.keys);
    }
}
