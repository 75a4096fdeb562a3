package dev.millrace.engine.store;

import dev.millrace.engine.store.v1.Write;
import java.util.List;

/**
 * Where the files of a store end.
 *
 * @param version of the last write
 * @param timeMillis of that write
 * @param nextLog number of the log to be made next
 * @param certainEnd where the log before that ends, as far as it is durable
 * @param uncertain writes behind that
 * @param logBytes length of all logs
 */
record Recovered<K, V>(
        long version, long timeMillis, long nextLog, long certainEnd, List<Write<K, V>> uncertain, long logBytes) {}
