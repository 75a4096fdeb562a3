package dev.millrace.benchmarks.jet;

import com.hazelcast.jet.core.AbstractProcessor;
import dev.millrace.benchmarks.peers.LocalRun;
import dev.millrace.benchmarks.query.JsonPrices;
import dev.millrace.benchmarks.query.WindowPrices;
import java.io.IOException;

/** Writes results as JSON lines, a file a writer, as the hand-written loop does. */
final class LinesProcessor extends AbstractProcessor {

    // Set by init, before anything else.
    @SuppressWarnings("NullAway.Init")
    private JsonPrices lines;

    @Override
    protected void init(Context context) throws IOException {
        lines = LocalRun.current().newLines(context.localProcessorIndex());
    }

    @Override
    protected boolean tryProcess(int ordinal, Object item) {
        WindowPrices row = (WindowPrices) item;
        lines.write(row.auction(), row.start(), row.count(), row.sum(), row.average(), row.min(), row.max());
        return true;
    }

    @Override
    public void close() {
        lines.close();
    }
}
