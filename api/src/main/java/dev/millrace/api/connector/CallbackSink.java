package dev.millrace.api.connector;

import dev.millrace.api.function.ThrowingConsumer;

/**
 * Calls the program for each record, on the worker that owns the sink; one call at a time. Immutable.
 *
 * @param callback takes a record; must not block for long, since it holds up the worker
 * @param <T> type of the records
 */
public record CallbackSink<T>(ThrowingConsumer<T> callback) implements Sink<T> {

    /**
     * Makes one.
     *
     * @param callback takes a record
     * @param <T> type of the records
     * @return the sink
     */
    public static <T> CallbackSink<T> of(ThrowingConsumer<T> callback) {
        return new CallbackSink<>(callback);
    }

    @Override
    public SinkWriter<T> open(WriterContext context) {
        return batch -> {
            for (int i = 0; i < batch.size(); i++) {
                callback.accept(batch.get(i));
            }
        };
    }

    @Override
    public Guarantee guarantee() {
        return Guarantee.AT_LEAST_ONCE;
    }

    @Override
    public String describe() {
        return "callback";
    }
}
