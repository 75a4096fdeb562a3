package dev.millrace.api.connector;

import dev.millrace.api.function.SerializableSupplier;
import java.io.PrintStream;

/** Sinks that print to a terminal. */
public final class Console {

    private Console() {}

    /**
     * Prints each record on a line of its own, as its {@code toString()}, to standard output.
     *
     * @param <T> type of the records
     * @return the sink
     */
    public static <T> Sink<T> lines() {
        // Where it is opened: that may be another process.
        return new ConsoleSink<>("lines", () -> lineWriter(System.out));
    }

    /**
     * Prints each record on a line of its own.
     *
     * @param out where; not closed
     * @param <T> type of the records
     * @return the sink
     */
    public static <T> Sink<T> lines(PrintStream out) {
        return new ConsoleSink<>("lines", () -> lineWriter(out));
    }

    private static <T> SinkWriter<T> lineWriter(PrintStream out) {
        return batch -> {
            for (int i = 0; i < batch.size(); i++) {
                out.println(batch.get(i));
            }
        };
    }

    /**
     * Prints records as a table to standard output.
     *
     * @param <T> type of the records, usually a record class
     * @return the sink
     */
    public static <T> Sink<T> table() {
        return new ConsoleSink<>("table", () -> new TableWriter<>(System.out));
    }

    /**
     * Prints records as a table: a column for each field, those of nested records spread out, numbers to the right. The
     * widths are those of the first 256 rows, which are held back until they are known.
     *
     * @param out where; not closed
     * @param <T> type of the records, usually a record class
     * @return the sink
     */
    public static <T> Sink<T> table(PrintStream out) {
        return new ConsoleSink<>("table", () -> new TableWriter<>(out));
    }

    private record ConsoleSink<T>(String form, SerializableSupplier<SinkWriter<T>> writers) implements Sink<T> {

        @Override
        public SinkWriter<T> open(WriterContext context) {
            return writers.get();
        }

        @Override
        public Guarantee guarantee() {
            return Guarantee.AT_LEAST_ONCE;
        }

        @Override
        public String describe() {
            return "console " + form;
        }
    }
}
