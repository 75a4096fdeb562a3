package dev.millrace.benchmarks.jet;

import com.hazelcast.jet.core.AbstractProcessor;
import dev.millrace.benchmarks.peers.LocalRun;
import dev.millrace.benchmarks.peers.ResultHash;
import dev.millrace.benchmarks.query.Answer;

/**
 * Counts and hashes results.
 *
 * @param <T> type of the results
 */
final class TallyProcessor<T> extends AbstractProcessor {

    private final ResultHash<T> hash;
    private final Answer.Tally tally = LocalRun.current().newTally();

    TallyProcessor(ResultHash<T> hash) {
        this.hash = hash;
    }

    @Override
    @SuppressWarnings("unchecked") // Jet's processors are untyped; the pipeline has checked what is written here.
    protected boolean tryProcess(int ordinal, Object item) {
        tally.add(hash.of((T) item));
        return true;
    }
}
