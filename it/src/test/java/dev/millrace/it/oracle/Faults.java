package dev.millrace.it.oracle;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides by a seed for which records which operators fail, and whether trying again helps.
 *
 * @param seed of the case
 * @param oneIn by operator: one record in so many fails there; none if 0
 * @param retries how often an operator that may try again does
 * @param tries by operator and record: how often it has been tried
 */
record Faults(long seed, Map<String, Integer> oneIn, int retries, Map<String, Integer> tries) {

    Faults(long seed, Map<String, Integer> oneIn, int retries) {
        this(seed, oneIn, retries, new ConcurrentHashMap<>());
    }

    /** Whether a record does not get through an operator, however often that tries. */
    boolean isFatal(String operator, String record) {
        return isAny(operator, record) && (retries == 0 || hash(operator, record) / 64 % 3 == 0);
    }

    /** Whether a record fails in an operator the first time. */
    boolean isAny(String operator, String record) {
        int share = oneIn.getOrDefault(operator, 0);
        return share > 0 && hash(operator, record) % share == 0;
    }

    private long hash(String operator, String record) {
        long mixed = (seed * 31 + operator.hashCode()) * 0x9E3779B97F4A7C15L + record.hashCode();
        mixed = (mixed ^ mixed >>> 32) * 0xBF58476D1CE4E5B9L;
        return (mixed ^ mixed >>> 29) & Long.MAX_VALUE;
    }

    /** Called within an operator that cannot try again: throws if the record fails there. */
    void checkOnce(String operator, String record) {
        if (isAny(operator, record)) {
            throw new IllegalStateException(operator + " does not like " + record);
        }
    }

    /** Called within an operator: throws if the record fails there, this time. */
    void check(String operator, String record) {
        if (!isAny(operator, record)) {
            return;
        }
        int tried = tries.merge(operator + "|" + record, 1, Integer::sum);
        if (isFatal(operator, record) || tried <= 1 + (int) (hash(operator, record) / 8 % retries)) {
            throw new IllegalStateException(operator + " does not like " + record);
        }
    }
}
