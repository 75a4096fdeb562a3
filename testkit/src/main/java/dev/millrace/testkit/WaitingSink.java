package dev.millrace.testkit;

import dev.millrace.api.connector.ForwardingWriter;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import java.util.function.BooleanSupplier;

/**
 * A sink whose writers wait for what is being sent, for runs on one thread, which would take them to be stuck: of a connector that sends on
 * a thread of its own. Immutable if the sink is.
 *
 * @param sink whose writers are not always ready
 * @param <T> type of the records
 */
public record WaitingSink<T>(Sink<T> sink) implements Sink<T> {

    @Override
    public SinkWriter<T> open(WriterContext context) throws Exception {
        return new Writer<>(sink.open(context));
    }

    @Override
    public Guarantee guarantee() {
        return sink.guarantee();
    }

    @Override
    public int writersMax() {
        return sink.writersMax();
    }

    @Override
    public String describe() {
        return sink.describe();
    }

    private static final class Writer<T> extends ForwardingWriter<T> {

        Writer(SinkWriter<T> writer) {
            super(writer);
        }

        /** True as soon as it is. */
        private static boolean await(String what, BooleanSupplier condition) {
            try {
                Jobs.await(what, condition);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
            return true;
        }

        @Override
        public boolean isReady() {
            return await("a writer that is ready", super::isReady);
        }

        @Override
        public boolean isSettled() {
            return await("a writer that has sent all", super::isSettled);
        }
    }
}
