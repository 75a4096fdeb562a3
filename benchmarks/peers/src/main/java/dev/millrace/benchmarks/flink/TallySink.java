package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.peers.EndedThreads;
import dev.millrace.benchmarks.peers.LocalRun;
import dev.millrace.benchmarks.peers.ResultHash;
import dev.millrace.benchmarks.query.Answer;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Counts and hashes results.
 *
 * @param hash of a result
 * @param <T> type of the results
 */
record TallySink<T>(ResultHash<T> hash) implements Sink<T> {

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        Answer.Tally tally = LocalRun.current().newTally();
        return new SinkWriter<>() {
            @Override
            public void write(T result, Context unused) {
                tally.add(hash.of(result));
            }

            @Override
            public void flush(boolean endOfInput) {}

            @Override
            public void close() {
                EndedThreads.iAmAboutToEnd();
            }
        };
    }
}
