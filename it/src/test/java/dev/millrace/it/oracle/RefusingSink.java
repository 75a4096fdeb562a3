package dev.millrace.it.oracle;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ForwardingWriter;
import dev.millrace.api.connector.RecordRefusedException;
import dev.millrace.api.connector.Records;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.api.function.ThrowingConsumer;

/** Refuses records for which a rule throws, and collects the others. */
final class RefusingSink<T> implements Sink<T> {

    private final CollectingSink<T> collected;
    private final ThrowingConsumer<T> rule;

    RefusingSink(CollectingSink<T> collected, ThrowingConsumer<T> rule) {
        this.collected = collected;
        this.rule = rule;
    }

    @Override
    public Guarantee guarantee() {
        return Guarantee.TRANSACTIONAL;
    }

    @Override
    public SinkWriter<T> open(WriterContext context) {
        SinkWriter<T> inner = collected.open(context);
        return new ForwardingWriter<>(inner) {
            @Override
            public void write(Records<T> records) throws Exception {
                for (int i = 0; i < records.size(); i++) {
                    try {
                        rule.accept(records.get(i));
                    } catch (Exception refused) {
                        throw new RecordRefusedException(i, String.valueOf(refused.getMessage()), refused);
                    }
                    inner.write(new One<>(records.get(i), records.timestamp(i)));
                }
            }
        };
    }

    private record One<T>(T record, long timestamp) implements Records<T> {

        @Override
        public int size() {
            return 1;
        }

        @Override
        public T get(int index) {
            return record;
        }

        @Override
        public long timestamp(int index) {
            return timestamp;
        }
    }
}
