package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.Answering;
import dev.millrace.benchmarks.query.Engine;
import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.benchmarks.query.Form;
import dev.millrace.benchmarks.query.Query;

/**
 * Makes the records of a query, or parses them, and nothing else: what every other engine spends on its input at least.
 *
 * @param isColumns whether records are made as columns
 */
public record GenerateEngine(boolean isColumns) implements Engine {

    @Override
    public EngineName name() {
        return isColumns ? EngineName.GENERATE_COLUMNS : EngineName.GENERATE;
    }

    @Override
    public boolean answers(Query query, int threads) {
        return threads == 1 && !(isColumns && query.form() == Form.NAMED);
    }

    @Override
    public Answering open(Query query, int threads) throws Exception {
        return query.form() == Form.JOINED
                ? JoinAnswering.generating(query, isColumns)
                : new GenerateAnswering(query, isColumns);
    }
}
