package dev.millrace.api.process;

import dev.millrace.api.state.StateSpec;
import java.io.Serializable;
import java.util.List;

/**
 * What is done with each record of a key, with state, timers and side outputs of its own.
 *
 * <pre>{@code
 * record Quiet() implements ProcessFunction<String, Edit, String> {
 *
 *     private static final ValueSpec<Instant> LAST = StateSpec.value("last", Instant.class);
 *
 *     @Override
 *     public List<StateSpec<?>> states() {
 *         return List.of(LAST);
 *     }
 *
 *     @Override
 *     public void process(RecordContext<String, Edit, String> edit) {
 *         edit.state(LAST).set(edit.timestamp());
 *         edit.eventTimers().deleteAll();
 *         edit.eventTimers().set(edit.timestamp().plus(HOUR));
 *     }
 *
 *     @Override
 *     public void onTimer(TimerContext<String, String> timer) {
 *         timer.emit(timer.key() + " has been quiet since " + timer.state(LAST).get());
 *     }
 * }
 * }</pre>
 *
 * <p>One object serves all workers at once, so it has no fields that change: what is to be kept is kept in its states. For one
 * key there is one call at a time. Functions must not block for long.
 *
 * @param <K> type of the key
 * @param <T> type of the records
 * @param <R> type of the results
 */
@FunctionalInterface
public interface ProcessFunction<K, T, R> extends Serializable {

    /**
     * The states that it uses. Asked once, when the pipeline is built.
     *
     * @return specs with different names
     */
    default List<StateSpec<?>> states() {
        return List.of();
    }

    /**
     * The side outputs that it emits to. Asked once, when the pipeline is built.
     *
     * @return side outputs with different names
     */
    default List<SideOutput<?>> outputs() {
        return List.of();
    }

    /**
     * Takes a record; each one, late ones too, in the order in which those of its key arrive.
     *
     * @param record and what can be done with it; only for this call
     * @throws Exception whatever the user's code throws: the record has failed, and what was emitted for it is taken back
     */
    void process(RecordContext<K, T, R> record) throws Exception;

    /**
     * A timer fires. Those that are due fire in the order of their time; at one time, keys that are numbers in the order of
     * these, others in the order of their {@link dev.millrace.api.type.StableHash}.
     *
     * @param timer and what can be done then; only for this call
     * @throws Exception whatever the user's code throws; it fails the job
     */
    default void onTimer(TimerContext<K, R> timer) throws Exception {
        throw new IllegalStateException(
                "a timer was set for " + timer.time() + ", but " + getClass().getName() + " has no onTimer");
    }
}
