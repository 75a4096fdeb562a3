package dev.millrace.api.join;

import dev.millrace.api.window.Window;
import java.io.Serializable;

/**
 * Makes a result of the records of one key and window; may throw. Called on worker threads, one call at a time for each
 * worker.
 *
 * @param <K> type of the key
 * @param <R> type of the result
 */
@FunctionalInterface
public interface GroupFunction<K, R> extends Serializable {

    /**
     * Makes a result.
     *
     * @param key which all records of the group have
     * @param window in which they met
     * @param group the records, at least one
     * @return the result, never null
     * @throws Exception whatever the user's code throws; it fails the operator
     */
    R apply(K key, Window window, Group group) throws Exception;
}
