package dev.millrace.api.job;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which result {@link Job#explainResult} is to explain. Immutable.
 *
 * <pre>{@code
 * ResultQuery.of("hourly").key("#en.wikipedia").at(Instant.parse("2015-09-12T13:30:00Z"))
 * ResultQuery.of("pairs").where(pair -> pair.toString().contains("order 17"))
 * }</pre>
 *
 * @param operator name of the operator that gave it, as in the ledger
 * @param key of a window's result, a match or a row; empty for any
 * @param keyText how the key is printed; empty for any
 * @param at a time within the window of the result, or that of a result without one; empty for any
 * @param condition for the result as the operator gave it
 * @param isFromBeginning whether sources are read from their beginning, and not from a checkpoint
 */
public record ResultQuery(
        String operator,
        Optional<Object> key,
        Optional<String> keyText,
        Optional<Instant> at,
        Predicate<Object> condition,
        boolean isFromBeginning) {

    /** Validates. */
    public ResultQuery {
        Objects.requireNonNull(operator, "the name of an operator");
    }

    /**
     * Begins with all results of an operator.
     *
     * @param operator its name, as in the ledger
     * @return a query; of all results that match in the end, the last is explained
     */
    public static ResultQuery of(String operator) {
        return new ResultQuery(operator, Optional.empty(), Optional.empty(), Optional.empty(), result -> true, false);
    }

    /**
     * Only results of a key.
     *
     * @param value equal to the key of a {@link dev.millrace.api.window.WindowResult}, a
     *     {@link dev.millrace.api.pattern.PatternMatch} or a change of a table; nothing else has one
     * @return a new query
     */
    public ResultQuery key(Object value) {
        return new ResultQuery(operator, Optional.of(value), keyText, at, condition, isFromBeginning);
    }

    /**
     * Only results whose key is printed in a way, for those who do not have its class at hand.
     *
     * @param text what {@link String#valueOf(Object)} gives for the key
     * @return a new query
     */
    public ResultQuery keyText(String text) {
        return new ResultQuery(operator, key, Optional.of(text), at, condition, isFromBeginning);
    }

    /**
     * Only results of a time.
     *
     * @param time within the window of the result; for a result without a window, its event time
     * @return a new query
     */
    public ResultQuery at(Instant time) {
        return new ResultQuery(operator, key, keyText, Optional.of(time), condition, isFromBeginning);
    }

    /**
     * Only results that meet a condition, and all that was said before.
     *
     * @param wanted gets the result as the operator gave it
     * @return a new query
     */
    public ResultQuery where(Predicate<Object> wanted) {
        return new ResultQuery(operator, key, keyText, at, condition.and(wanted), isFromBeginning);
    }

    /**
     * Reads all sources from their beginning, so that nothing can have come before. They must still have it, and it takes as long as
     * reading it did.
     *
     * @return a new query
     */
    public ResultQuery fromBeginning() {
        return new ResultQuery(operator, key, keyText, at, condition, true);
    }
}
