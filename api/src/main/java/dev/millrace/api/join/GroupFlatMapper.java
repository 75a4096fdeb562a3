package dev.millrace.api.join;

import dev.millrace.api.window.Window;
import java.io.Serializable;
import java.util.function.Consumer;

/**
 * Makes any number of results of the records of one key and window; may throw. Called on worker threads, one call at a time
 * for each worker.
 *
 * @param <K> type of the key
 * @param <R> type of the results
 */
@FunctionalInterface
public interface GroupFlatMapper<K, R> extends Serializable {

    /**
     * Hands the results of one group to {@code out}, in the order in which they leave the operator. They are held together
     * before the first moves on.
     *
     * @param key which all records of the group have
     * @param window in which they met
     * @param group the records, at least one
     * @param out takes the results, none of them null; must not be used after this method has returned
     * @throws Exception whatever the user's code throws; it fails the operator
     */
    void apply(K key, Window window, Group group, Consumer<R> out) throws Exception;
}
