package dev.millrace.engine.job;

import dev.millrace.api.failure.DeadLetter;
import dev.millrace.api.failure.FailedRecord;
import dev.millrace.api.type.Codecs;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.RowLoop;

/**
 * Makes letters of failed records of all types.
 *
 * @param codecs of the pipeline
 */
record DeadLetterLoop(Codecs codecs) implements RowLoop {

    @Override
    public void run(Batch batch, OperatorCounters counters) {
        for (int row = 0; row < batch.size; row++) {
            if (batch.values[row] instanceof FailedRecord<?> failed) {
                batch.values[row] = DeadLetter.of(failed, codecs);
            }
        }
    }
}
