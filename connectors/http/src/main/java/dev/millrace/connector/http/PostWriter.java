package dev.millrace.connector.http;

import dev.millrace.api.connector.RecordRefusedException;
import dev.millrace.api.connector.Records;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Keeps the bodies of an epoch, and has them posted when it is committed. While some are under way no records are taken, so that little more
 * than an epoch's wait. Owned by one thread.
 */
final class PostWriter<T> implements SinkWriter<T> {

    private static final int VERSION = 2;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Poster poster;
    private final PostThread thread;
    private final ThrowingFunction<T, byte[]> encoder;
    private final List<byte[]> bodies = new ArrayList<>();
    private long bytes;

    /** The last epoch that was handed over to be posted. */
    private long committed;

    /**
     * Part of the keys of all epochs that this writer prepares, and stored with them: another start, or one that goes back behind an
     * epoch, has others in the same epochs, and must not be taken for a repetition.
     */
    private final String attempt = String.format(Locale.ROOT, "%016x", RANDOM.nextLong());

    PostWriter(Poster poster, ThrowingFunction<T, byte[]> encoder) {
        this.poster = poster;
        this.encoder = encoder;
        thread = new PostThread(poster);
    }

    @Override
    public boolean isReady() {
        return thread.isIdle();
    }

    @Override
    public boolean isSettled() {
        return thread.isIdle();
    }

    @Override
    public void write(Records<T> records) throws RecordRefusedException, IOException {
        thread.requireUnfailed();
        for (int i = 0; i < records.size(); i++) {
            byte[] body;
            try {
                body = encoder.apply(records.get(i));
            } catch (Exception refused) {
                throw new RecordRefusedException(i, "a record has no body: " + refused.getMessage(), refused);
            }
            if (bytes + body.length > HttpSink.EPOCH_BYTES_MAX) {
                throw new IllegalStateException("the bodies of an epoch may have " + HttpSink.EPOCH_BYTES_MAX
                        + " bytes, and " + bodies.size() + " records have " + bytes
                        + " already; make checkpoints more often");
            }
            bodies.add(body);
            bytes += body.length;
        }
    }

    /** With what has been committed and not posted: a later checkpoint knows of no epochs before its own. */
    @Override
    public byte[] prepare(long epoch) throws IOException {
        thread.requireUnfailed();
        List<EpochPosts> all = thread.left();
        all.add(new EpochPosts(epoch, attempt, 0, bodies));
        BinaryOutput prepared = new BinaryOutput();
        prepared.writeByte(VERSION);
        prepared.writeVarint(all.size());
        all.forEach(posts -> posts.writeTo(prepared));
        bodies.clear();
        bytes = 0;
        return prepared.toByteArray();
    }

    @Override
    public void commit(long epoch, byte[] prepared) throws IOException {
        thread.requireUnfailed();
        BinaryInput in = new BinaryInput(prepared);
        int version = in.readByte();
        if (version != VERSION) {
            throw new IOException("what was prepared for " + poster + " must have version " + VERSION + ", got "
                    + version + "; it is that of another sink or release");
        }
        for (int left = in.readCount(1); left > 0; left--) {
            EpochPosts posts = EpochPosts.readFrom(in);
            // What this writer was told to commit before is posted already, or on its way.
            if (posts.epoch() > committed) {
                thread.add(posts);
            }
        }
        committed = Math.max(committed, epoch);
    }

    @Override
    public void finish() throws IOException {
        thread.requireUnfailed();
    }

    @Override
    public void close() {
        thread.close();
    }
}
