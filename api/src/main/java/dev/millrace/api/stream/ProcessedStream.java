package dev.millrace.api.stream;

import dev.millrace.api.failure.FailedRecord;
import dev.millrace.api.failure.FailurePolicy;
import dev.millrace.api.graph.Node;
import dev.millrace.api.process.SideOutput;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The results of a {@link dev.millrace.api.process.ProcessFunction}, and what it gives beside them.
 *
 * @param <T> type of the records
 * @param <R> type of the results
 */
public final class ProcessedStream<T, R> extends Stream<R> {

    private final List<SideOutput<?>> outputs;
    private final Map<SideOutput<?>, Stream<?>> sides = new HashMap<>();
    private @Nullable Stream<FailedRecord<T>> failed;

    ProcessedStream(Pipeline pipeline, int nodeId, List<SideOutput<?>> outputs) {
        super(pipeline, nodeId);
        this.outputs = outputs;
    }

    /**
     * The records that the function gives to one of its side outputs.
     *
     * @param output one of those that it declares
     * @param <S> type of the records
     * @return the stream; the same at each call
     * @throws IllegalArgumentException if it declares no such output
     */
    @SuppressWarnings("unchecked") // side outputs tie the types together
    public <S> Stream<S> side(SideOutput<S> output) {
        int index = outputs.indexOf(output);
        if (index < 0) {
            throw new IllegalArgumentException("'" + pipeline().nodeName(nodeId()) + "' has no side output '"
                    + output.name() + "', but "
                    + outputs.stream().map(SideOutput::name).toList() + "; add it to outputs() of its function");
        }
        return (Stream<S>) sides.computeIfAbsent(output, unread -> {
            String name = pipeline().nodeName(nodeId()) + "." + output.name();
            return new Stream<S>(
                    pipeline(), pipeline().add(id -> new Node.SideOutputNode(id, name, nodeId(), index, output)));
        });
    }

    /**
     * Says what becomes of records, and timers, for which the function throws.
     *
     * @param policy goes before that of the pipeline, without retries: a function with state that has failed half way cannot be called again
     * @return this
     * @throws IllegalArgumentException if the policy has retries
     */
    public ProcessedStream<T, R> onFailure(FailurePolicy policy) {
        pipeline().onFailure(nodeId(), policy);
        return this;
    }

    /**
     * The records for which the function threw. Whoever reads this stream takes them on; they are counted as failed, their
     * results are taken back, and the job goes on. What the function had done to its state by then stays. If nobody
     * reads it, the first of them fails the job.
     *
     * <p>An {@link Error} fails the job in any case. A timer that throws has no record, and fails it where this stream is read; otherwise
     * it may go to {@link Pipeline#deadLetters}, as a {@link dev.millrace.api.failure.FailedTimer}.
     *
     * @return the stream of failed records; the same at each call
     */
    public Stream<FailedRecord<T>> failed() {
        if (failed == null) {
            failed = pipeline().failed(nodeId());
        }
        return failed;
    }
}
