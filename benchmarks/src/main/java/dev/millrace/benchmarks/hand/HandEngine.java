package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.Answering;
import dev.millrace.benchmarks.query.Engine;
import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.benchmarks.query.Form;
import dev.millrace.benchmarks.query.Query;

/**
 * The hand-written loops, on one thread or two; joins on one.
 *
 * @param isColumns whether records come as columns
 */
public record HandEngine(boolean isColumns) implements Engine {

    @Override
    public EngineName name() {
        return isColumns ? EngineName.HAND_COLUMNS : EngineName.HAND_OBJECTS;
    }

    @Override
    public boolean answers(Query query, int threads) {
        if (isColumns && query.form() == Form.NAMED) {
            // A column of strings is the same objects again.
            return false;
        }
        if (query.form() == Form.JOINED) {
            // Merged by event time, which is one thread's work.
            return threads == 1;
        }
        return threads == 1 || threads == 2 && query.form() != Form.PUSHED && query.isOrderFree();
    }

    @Override
    public Answering open(Query query, int threads) throws Exception {
        if (query.form() == Form.NAMED) {
            return new NamedAnswering(query, threads);
        }
        if (query.form() == Form.JOINED) {
            return JoinAnswering.of(query, isColumns);
        }
        return isColumns ? new ColumnAnswering(query, threads) : new ObjectAnswering(query, threads);
    }
}
