package dev.millrace.benchmarks.pipeline;

import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.benchmarks.query.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Counts and hashes what it is given, on every worker by itself. Read it after the job has ended.
 *
 * @param <T> type of the results
 */
final class ChecksumSink<T> implements Sink<T> {

    private final ToLongFunction<? super T> hash;
    private final List<Answer.Tally> tallies = new ArrayList<>();

    ChecksumSink(ToLongFunction<? super T> hash) {
        this.hash = hash;
    }

    @Override
    public SinkWriter<T> open(WriterContext context) {
        Answer.Tally tally = new Answer.Tally();
        synchronized (tallies) {
            tallies.add(tally);
        }
        return records -> {
            for (int i = 0; i < records.size(); i++) {
                tally.add(hash.applyAsLong(records.get(i)));
            }
        };
    }

    @Override
    public int writersMax() {
        return Integer.MAX_VALUE;
    }

    @Override
    public Guarantee guarantee() {
        return Guarantee.AT_LEAST_ONCE;
    }

    Answer answer() {
        synchronized (tallies) {
            return tallies.stream().map(Answer.Tally::answer).reduce(Answer.NONE, Answer::plus);
        }
    }
}
