package dev.millrace.connector.http;

import dev.millrace.api.connector.RecordRefusedException;
import dev.millrace.api.connector.Records;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Locale;

/** Keeps the bodies of an epoch, and posts them when it is committed. Owned by one thread. */
final class PostWriter<T> implements SinkWriter<T> {

    private static final int VERSION = 1;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Poster poster;
    private final ThrowingFunction<T, byte[]> encoder;
    private final BinaryOutput bodies = new BinaryOutput();
    private int count;

    /**
     * Part of the keys of all epochs that this writer prepares, and stored with them: another start, or one that goes back behind an
     * epoch, has others in the same epochs, and must not be taken for a repetition.
     */
    private final String attempt = String.format(Locale.ROOT, "%016x", RANDOM.nextLong());

    PostWriter(Poster poster, ThrowingFunction<T, byte[]> encoder) {
        this.poster = poster;
        this.encoder = encoder;
    }

    @Override
    public void write(Records<T> records) throws RecordRefusedException {
        for (int i = 0; i < records.size(); i++) {
            byte[] body;
            try {
                body = encoder.apply(records.get(i));
            } catch (Exception refused) {
                throw new RecordRefusedException(i, "a record has no body: " + refused.getMessage(), refused);
            }
            if ((long) bodies.size() + body.length > HttpSink.EPOCH_BYTES_MAX) {
                throw new IllegalStateException("the bodies of an epoch may have " + HttpSink.EPOCH_BYTES_MAX
                        + " bytes, and " + count + " records have " + bodies.size()
                        + " already; make checkpoints more often");
            }
            bodies.writeBytes(body);
            count++;
        }
    }

    @Override
    public byte[] prepare(long epoch) {
        BinaryOutput prepared = new BinaryOutput();
        prepared.writeByte(VERSION);
        prepared.writeString(attempt);
        prepared.writeVarint(count);
        prepared.writeRaw(bodies);
        bodies.clear();
        count = 0;
        return prepared.toByteArray();
    }

    @Override
    public void commit(long epoch, byte[] prepared) throws IOException, InterruptedException {
        BinaryInput in = new BinaryInput(prepared);
        int version = in.readByte();
        if (version != VERSION) {
            throw new IOException("what was prepared for " + poster + " must have version " + VERSION + ", got "
                    + version + "; it is that of another sink or release");
        }
        String preparedBy = in.readString();
        int bodyCount = in.readCount(1);
        for (int index = 0; index < bodyCount; index++) {
            poster.post(preparedBy + "-" + epoch + "-" + index, in.readBytes());
        }
    }
}
