package dev.millrace.connector.files;

import dev.millrace.api.connector.RecordRefusedException;
import dev.millrace.api.connector.Records;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Writes each epoch into a hidden segment beside the target, and puts it there once the epoch is complete. Owned by one
 * thread.
 *
 * <pre>
 *   open    create .name.0-uuid.tmp
 *   prepare fsync it; the next rows go to another one
 *   commit  of the first epoch: rename it to name, fsync the directory
 *           of others: copy it to the end of name, fsync, delete it
 * </pre>
 *
 * <p>A job without checkpoints has one epoch, so its target is the old file or the whole new one at every moment. After a
 * restart the commits come first; they tell where the checkpoint has left the target. If there are none, the job starts from the
 * beginning.
 */
final class FileWriter<T> implements SinkWriter<T> {

    private final TargetFile target;
    private final WriterContext context;
    private final RecordEncoder<T> encoder;

    /** Takes rows; null until there are some. */
    private @Nullable Segment segment;

    private long rowsInSegment;
    private long written;

    /** Where the next segment belongs. */
    private long end;

    /** Whether nothing has been prepared yet: the first epoch replaces the target, even if it has no rows. */
    private boolean isFirst = true;

    /** Whether everything that the checkpoint knows has been committed. */
    private boolean hasBegun;

    private FileWriter(TargetFile target, WriterContext context, RecordEncoder<T> encoder) throws IOException {
        this.target = target;
        this.context = context;
        this.encoder = encoder;
    }

    static <T> FileWriter<T> open(Path path, WriterContext context, RecordEncoder<T> encoder) throws IOException {
        FileWriter<T> writer = new FileWriter<>(TargetFile.requireWritable(path), context, encoder);
        // Not only when there are rows: a directory that takes no files is to be known at once.
        writer.segment();
        return writer;
    }

    private Segment segment() throws IOException {
        Segment open = segment;
        if (open == null) {
            open = target.createSegment(context.writerIndex());
            segment = open;
            rowsInSegment = 0;
            encoder.start(open.out());
        }
        return open;
    }

    /** The commits after a restart have come. */
    private void begin() throws IOException {
        if (hasBegun) {
            return;
        }
        hasBegun = true;
        if (!isFirst) {
            target.requireEnd(end);
        }
        if (context.isCheckpointed()) {
            target.removeSegments(segment);
        }
    }

    @Override
    public void write(Records<T> records) throws IOException, RecordRefusedException {
        begin();
        segment();
        for (int i = 0; i < records.size(); i++) {
            try {
                encoder.encode(records.get(i));
            } catch (UnencodableRecordException thrown) {
                throw new RecordRefusedException(
                        i,
                        "record " + (written + 1) + " to " + target + " cannot be written: " + thrown.getMessage(),
                        thrown.getCause());
            }
            written++;
            rowsInSegment++;
        }
    }

    @Override
    public byte[] prepare(long epoch) throws IOException {
        begin();
        PreparedEpoch prepared;
        if (isFirst || rowsInSegment > 0) {
            Segment full = segment();
            encoder.finish();
            prepared = full.prepare(end, encoder.header());
            segment = null;
            rowsInSegment = 0;
            isFirst = false;
            end = prepared.end();
        } else {
            prepared = PreparedEpoch.empty(end, encoder.header());
        }
        return prepared.toBytes();
    }

    @Override
    public void commit(long epoch, byte[] bytes) throws IOException {
        PreparedEpoch prepared = PreparedEpoch.of(bytes);
        target.commit(prepared);
        if (!hasBegun) {
            isFirst = false;
            end = prepared.end();
            encoder.restore(prepared.header());
        }
    }

    @Override
    public void abort(long epoch, byte[] prepared) throws IOException {
        target.discard(PreparedEpoch.of(prepared));
    }

    /** Leaves prepared segments alone: a checkpoint may know them, and have them committed after a restart. */
    @Override
    public void close() throws IOException {
        Segment open = segment;
        segment = null;
        if (open != null) {
            open.discard();
        }
    }
}
