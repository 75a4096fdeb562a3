package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.recovery.ResultMeter;
import dev.millrace.benchmarks.recovery.Trial;
import java.io.Serial;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Counts and hashes the results of a trial. */
record MeteredSink() implements Sink<KeyUpdate> {

    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    public SinkWriter<KeyUpdate> createWriter(WriterInitContext context) {
        ResultMeter meter = Trial.current().newMeter();
        return new SinkWriter<>() {
            @Override
            public void write(KeyUpdate update, Context unused) {
                meter.add(update.hash());
                meter.publish();
            }

            @Override
            public void flush(boolean endOfInput) {}

            @Override
            public void close() {}
        };
    }
}
