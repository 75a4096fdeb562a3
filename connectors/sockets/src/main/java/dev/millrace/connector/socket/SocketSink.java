package dev.millrace.connector.socket;

import dev.millrace.api.connector.RecordRefusedException;
import dev.millrace.api.connector.Records;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes lines to a server. Immutable. */
record SocketSink<T>(String host, int port, String name) implements Sink<T> {

    @Override
    public SinkWriter<T> open(WriterContext context) throws IOException {
        return new Writer<>(new LineSender(SocketLines.connect(host, port), name));
    }

    @Override
    public Guarantee guarantee() {
        return Guarantee.AT_LEAST_ONCE;
    }

    @Override
    public String describe() {
        return "lines to " + name;
    }

    @Override
    public String toString() {
        return describe();
    }

    /** Owned by one thread. */
    private static final class Writer<T> implements SinkWriter<T> {

        private final LineSender sender;

        /** Whether a commit is of before a restart: nothing has been written or prepared yet. */
        private boolean isRestoring = true;

        Writer(LineSender sender) {
            this.sender = sender;
        }

        @Override
        public boolean isReady() {
            return sender.hasRoom();
        }

        @Override
        public boolean isSettled() {
            return sender.isIdle();
        }

        @Override
        public void write(Records<T> records) throws RecordRefusedException, IOException {
            isRestoring = false;
            sender.requireUnfailed();
            for (int i = 0; i < records.size(); i++) {
                String text = String.valueOf(records.get(i));
                if (text.indexOf('\n') >= 0) {
                    throw new RecordRefusedException(
                            i, "a record with a line feed is no line", new IllegalArgumentException(text));
                }
                sender.add(text.getBytes(StandardCharsets.UTF_8));
            }
        }

        /** Of lines that are not sent: nobody else knows them. */
        @Override
        public byte[] prepare(long epoch) throws IOException {
            isRestoring = false;
            sender.requireUnfailed();
            List<byte[]> left = sender.left();
            BinaryOutput out = new BinaryOutput();
            out.writeVarint(left.size());
            left.forEach(out::writeBytes);
            return out.toByteArray();
        }

        @Override
        public void commit(long epoch, byte[] prepared) throws IOException {
            sender.requireUnfailed();
            if (!isRestoring) {
                return;
            }
            BinaryInput in = new BinaryInput(prepared);
            for (int left = in.readCount(1); left > 0; left--) {
                sender.add(in.readBytes());
            }
        }

        @Override
        public void finish() throws IOException {
            sender.requireUnfailed();
        }

        @Override
        public void close() throws IOException {
            sender.close();
        }
    }
}
