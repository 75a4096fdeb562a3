package dev.millrace.benchmarks.recovery;

import dev.millrace.api.connector.Records;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.api.table.Change;

/**
 * Counts and hashes results, and takes the time that lies between those before a checkpoint and those after it.
 *
 * @param trial gets the figures
 */
record MeteredSink(Trial trial) implements Sink<Change<Long, Totals>> {

    @Override
    public SinkWriter<Change<Long, Totals>> open(WriterContext context) {
        return new Writer(trial);
    }

    @Override
    public int writersMax() {
        return Integer.MAX_VALUE;
    }

    @Override
    public Guarantee guarantee() {
        return Guarantee.AT_LEAST_ONCE;
    }

    private static final class Writer implements SinkWriter<Change<Long, Totals>> {

        private final Trial trial;
        private final ResultMeter meter;
        private long lastNanos;
        private boolean hasPrepared;

        Writer(Trial trial) {
            this.trial = trial;
            meter = trial.newMeter();
        }

        @Override
        public void write(Records<Change<Long, Totals>> records) {
            if (hasPrepared) {
                hasPrepared = false;
                trial.onPause(System.nanoTime() - lastNanos);
            }
            for (int i = 0; i < records.size(); i++) {
                Change<Long, Totals> change = records.get(i);
                meter.add(change.value().hash(change.key()));
            }
            meter.publish();
            lastNanos = System.nanoTime();
        }

        @Override
        public byte[] prepare(long epoch) {
            hasPrepared = lastNanos != 0;
            return new byte[0];
        }

        @Override
        public void commit(long epoch, byte[] prepared) {
            trial.onCheckpointComplete();
        }
    }
}
