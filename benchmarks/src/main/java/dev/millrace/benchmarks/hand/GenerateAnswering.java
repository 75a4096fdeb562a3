package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Answering;
import dev.millrace.benchmarks.query.BidColumns;
import dev.millrace.benchmarks.query.Form;
import dev.millrace.benchmarks.query.NamedBid;
import dev.millrace.benchmarks.query.Query;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The cost of the input alone. Its answer is the number of records. */
final class GenerateAnswering implements Answering {

    private final boolean isColumns;
    private final ObjectInput.@Nullable Made<NamedBid> names;
    private final Inputs inputs;

    /** Keeps what is made alive. */
    private final BidColumns columns = new BidColumns(OneThread.CHUNK);

    private long records;

    GenerateAnswering(Query query, boolean isColumns) throws Exception {
        this.isColumns = isColumns;
        this.names = query.form() == Form.NAMED ? new ObjectInput.Made<>(query.namedBids()) : null;
        this.inputs = new Inputs(query, 1);
    }

    @Override
    public void prepare(long count) throws Exception {
        inputs.prepare(count);
    }

    @Override
    public void run(long count) throws Exception {
        records = 0;
        if (names != null) {
            makeObjects(names, count);
        } else if (isColumns) {
            try (ColumnInput input = inputs.columns(0)) {
                for (long first = 0; first < count; first += OneThread.CHUNK) {
                    input.fill(columns, first, (int) Math.min(OneThread.CHUNK, count - first));
                    records += columns.size;
                }
            }
        } else {
            try (ObjectInput<?> input = inputs.objects(0)) {
                makeObjects(input, count);
            }
        }
    }

    private void makeObjects(ObjectInput<?> input, long count) throws Exception {
        for (long i = 0; i < count; i++) {
            Object unused = input.next(i);
        }
        records = count;
    }

    @Override
    public Answer answer() {
        return new Answer(records, 0);
    }

    @Override
    public void close() throws IOException {
        inputs.close();
    }
}
