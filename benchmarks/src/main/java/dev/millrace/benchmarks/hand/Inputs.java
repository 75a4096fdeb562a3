package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.Bids;
import dev.millrace.benchmarks.query.Form;
import dev.millrace.benchmarks.query.JsonBids;
import dev.millrace.benchmarks.query.JsonFiles;
import dev.millrace.benchmarks.query.JsonPrices;
import dev.millrace.benchmarks.query.Query;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Opens what the threads of one run read and write. */
final class Inputs implements AutoCloseable {

    private final Bids bids;

    /** If the query has files. */
    final @Nullable JsonFiles files;

    Inputs(Query query, int threads) throws Exception {
        bids = query.bids();
        files = query.form() == Form.JSON_LINES ? new JsonFiles(bids, threads) : null;
    }

    void prepare(long records) throws Exception {
        if (files != null) {
            files.prepare(records);
        }
    }

    ObjectInput<Bid> objects(int thread) throws Exception {
        return files == null ? new ObjectInput.Made<>(bids) : new ObjectInput.Parsed(new JsonBids(files.input(thread)));
    }

    ColumnInput columns(int thread) throws Exception {
        return files == null ? new ColumnInput.Made(bids) : new ColumnInput.Parsed(new JsonBids(files.input(thread)));
    }

    WindowOutput output(int thread) throws Exception {
        return files == null ? WindowOutput.counted() : WindowOutput.json(new JsonPrices(files.output(thread)));
    }

    @Override
    public void close() throws IOException {
        if (files != null) {
            files.close();
        }
    }
}
