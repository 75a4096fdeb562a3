package dev.millrace.api.stream;

import dev.millrace.api.failure.FailurePolicy;
import dev.millrace.api.graph.Node;
import dev.millrace.api.pattern.PatternMatch;
import dev.millrace.api.window.LateRecord;
import org.jspecify.annotations.Nullable;

/**
 * The matches of a pattern, those that ran out of time, and the records that came too late for it.
 *
 * <p>A match has the event time at which it became certain: that of its last record as a rule; that of a later record, if only
 * that ruled out a match that would have been preferred; the last millisecond of its time, if only the end of that did.
 *
 * @param <T> type of the records
 * @param <K> type of the key
 */
public final class PatternMatches<T, K> extends Stream<PatternMatch<K, T>> {

    private final boolean isTimed;
    private @Nullable Stream<PatternMatch<K, T>> timedOut;
    private @Nullable Stream<LateRecord<T>> late;

    PatternMatches(Pipeline pipeline, int nodeId, boolean isTimed) {
        super(pipeline, nodeId);
        this.isTimed = isTimed;
    }

    /**
     * Says what becomes of records for which a condition throws. Where they are set aside, the condition does not hold, the
     * record stays in the search, and {@link Pipeline#deadLetters} has it, once, however many conditions have thrown for it. It is
     * not counted as failed.
     *
     * @param policy goes before that of the pipeline, without retries
     * @return this
     * @throws IllegalArgumentException if the policy has retries
     */
    public PatternMatches<T, K> onFailure(FailurePolicy policy) {
        pipeline().onFailure(nodeId(), policy);
        return this;
    }

    /**
     * Partial matches that ran out of time: for each start record whose time was over without a match, but with partial matches
     * left that a later record could have completed, the most preferred of these. They have the last millisecond of their time as
     * event time.
     *
     * @return the stream of partial matches; the same at each call
     * @throws IllegalStateException if the pattern has no {@code within}
     */
    public Stream<PatternMatch<K, T>> timedOut() {
        if (!isTimed) {
            throw new IllegalStateException(
                    "'" + pipeline().nodeName(nodeId()) + "' has no stream of partial matches that"
                            + " ran out of time: its pattern has no bound; add within(duration) to it");
        }
        if (timedOut == null) {
            String name = pipeline().nodeName(nodeId()) + ".timedOut";
            timedOut = new Stream<>(pipeline(), pipeline().add(id -> new Node.TimedOutNode(id, name, nodeId())));
        }
        return timedOut;
    }

    /**
     * The records that came behind the watermark, so that later ones may have been matched already. If nobody reads them they are
     * counted in the ledger all the same. The window of each is its own millisecond.
     *
     * @return the stream of late records; the same at each call
     */
    public Stream<LateRecord<T>> late() {
        if (late == null) {
            String name = pipeline().nodeName(nodeId()) + ".late";
            late = new Stream<>(pipeline(), pipeline().add(id -> new Node.LateNode(id, name, nodeId(), 0)));
        }
        return late;
    }
}
