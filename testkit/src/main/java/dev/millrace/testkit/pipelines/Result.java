package dev.millrace.testkit.pipelines;

import dev.millrace.api.window.WindowResult;
import java.util.List;

/**
 * The final result of a window, without what depends on the order in which splits are read, such as what closed it.
 *
 * @param key of the window
 * @param startMillis of the window
 * @param endMillis of the window
 * @param value of the aggregate
 */
record Result(Object key, long startMillis, long endMillis, Object value) {

    static Result of(WindowResult<?, ?> result) {
        return new Result(
                result.key(), result.start().toEpochMilli(), result.end().toEpochMilli(), result.value());
    }

    static List<Result> finals(List<? extends WindowResult<?, ?>> results) {
        return results.stream()
                .filter(result -> result.kind() == dev.millrace.api.window.ResultKind.FINAL)
                .map(Result::of)
                .toList();
    }
}
