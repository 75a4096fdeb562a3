package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.peers.EndedThreads;
import dev.millrace.benchmarks.peers.LocalRun;
import dev.millrace.benchmarks.query.JsonPrices;
import dev.millrace.benchmarks.query.WindowPrices;
import java.io.IOException;
import java.io.Serial;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Writes results as JSON lines, a file a writer, as the hand-written loop does. */
final class LinesSink implements Sink<WindowPrices> {

    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    public SinkWriter<WindowPrices> createWriter(WriterInitContext context) throws IOException {
        JsonPrices lines = LocalRun.current().newLines(context.getTaskInfo().getIndexOfThisSubtask());
        return new SinkWriter<>() {
            @Override
            public void write(WindowPrices row, Context unused) {
                lines.write(row.auction(), row.start(), row.count(), row.sum(), row.average(), row.min(), row.max());
            }

            @Override
            public void flush(boolean endOfInput) {}

            @Override
            public void close() {
                lines.close();
                EndedThreads.iAmAboutToEnd();
            }
        };
    }
}
