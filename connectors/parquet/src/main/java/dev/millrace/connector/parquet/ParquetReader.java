package dev.millrace.connector.parquet;

import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.type.RecordConstructor;
import dev.millrace.connector.parquet.FileFooter.Chunk;
import dev.millrace.connector.parquet.FileFooter.Column;
import dev.millrace.connector.parquet.FileFooter.RowGroup;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a file, of the columns that the class has. Owned by one thread.
 *
 * <p>A row that is no record of the class is refused. A file that is damaged fails the job: behind a damaged page nobody knows which values belong
 * together.
 */
final class ParquetReader<T> implements SourceReader<T> {

    /** What a resume passes over in one call, so that it does not hold up a worker. */
    private static final int ROWS_PASSED_MAX = 10_000;

    private final ParquetSplit<T> split;
    private final FileChannel channel;
    private final FileFooter footer;
    private final List<FieldBinding> fields;
    private final RecordConstructor<T> constructor;

    /** By field; null where the file has no column for it, and while no row group is open. */
    private @Nullable ColumnReader[] columns;

    private final @Nullable Object[] stored;
    private final @Nullable Object[] values;

    private int group;
    private long rowsBefore;

    /** Rows of the row group that have been read, and those that were when the position was stored. */
    private long rowInGroup;

    private long resumeAt;
    private boolean isOpen;

    /** Of values, in one call. */
    private long bytesRead;

    private ParquetReader(ParquetSplit<T> split, FileChannel channel, FileFooter footer, List<FieldBinding> fields) {
        this.split = split;
        this.channel = channel;
        this.footer = footer;
        this.fields = fields;
        constructor = RecordConstructor.of(split.type());
        columns = new ColumnReader[fields.size()];
        stored = new Object[fields.size()];
        values = new Object[fields.size()];
    }

    static <T> ParquetReader<T> open(ParquetSplit<T> split, @Nullable ParquetPosition resume) throws IOException {
        FileChannel channel = FileChannel.open(split.file());
        boolean isOpened = false;
        try {
            FileFooter footer = FileFooter.read(channel, split.limits().footerBytesMax());
            List<FieldBinding> fields = new ArrayList<>();
            for (RecordField field : RecordField.of(split.type())) {
                fields.add(FieldBinding.of(field, footer));
            }
            ParquetReader<T> opened = new ParquetReader<>(split, channel, footer, fields);
            opened.resume(resume);
            isOpened = true;
            return opened;
        } catch (InvalidParquetException invalid) {
            throw new IOException(split.file() + " " + invalid.getMessage(), invalid);
        } finally {
            if (!isOpened) {
                channel.close();
            }
        }
    }

    private void resume(@Nullable ParquetPosition position) throws IOException {
        if (position == null) {
            return;
        }
        if (position.fileBytes() != footer.fileBytes()
                || position.checksum() != footer.checksum()
                || position.rowGroup() > footer.rowGroups().size()) {
            throw new IOException(split.file() + " is not the file of which the position was stored, "
                    + split.describePosition(position.rowsBefore() + position.rowInGroup())
                    + "; put the old file back, or start without the stored position");
        }
        group = position.rowGroup();
        rowsBefore = position.rowsBefore();
        resumeAt = position.rowInGroup();
    }

    @Override
    public Status read(RecordCollector<T> out) throws IOException {
        int room = out.remaining();
        int collected = 0;
        int passed = 0;
        bytesRead = 0;
        try {
            // By bytes, too: a few of them in a file may be a large value of each row.
            while (collected < room
                    && passed < ROWS_PASSED_MAX
                    && bytesRead <= split.limits().pageBytesMax()
                    && group < footer.rowGroups().size()) {
                RowGroup rows = footer.rowGroups().get(group);
                if (rowInGroup == rows.rows()) {
                    endGroup(rows);
                    continue;
                }
                if (!isOpen) {
                    openGroup(rows);
                }
                readRow();
                if (rowInGroup <= resumeAt) {
                    passed++;
                } else {
                    collect(out);
                    collected++;
                }
            }
        } catch (InvalidParquetException damaged) {
            throw new IOException(
                    split.file() + " is damaged in its row group " + group + ", behind row " + (rowsBefore + rowInGroup)
                            + ": it " + damaged.getMessage(),
                    damaged);
        }
        if (collected > 0) {
            return Status.DATA;
        }
        return group < footer.rowGroups().size() ? Status.UNAVAILABLE : Status.END;
    }

    private void endGroup(RowGroup rows) {
        rowsBefore += rows.rows();
        group++;
        rowInGroup = 0;
        resumeAt = 0;
        isOpen = false;
        Arrays.fill(columns, null);
    }

    private void openGroup(RowGroup rows) throws InvalidParquetException {
        for (int i = 0; i < columns.length; i++) {
            Column column = fields.get(i).column();
            if (column == null) {
                continue;
            }
            Chunk chunk = rows.chunks().get(column.leaf());
            if (chunk.values() != rows.rows()) {
                throw new InvalidParquetException(
                        "has " + rows.rows() + " rows, and " + chunk.values() + " values of '" + column.name() + "'");
            }
            ColumnSchema schema = Objects.requireNonNull(column.schema(), "bound");
            columns[i] = new ColumnReader(channel, schema, chunk, split.limits().pageBytesMax());
        }
        isOpen = true;
    }

    private void readRow() throws IOException {
        for (int i = 0; i < columns.length; i++) {
            ColumnReader column = columns[i];
            try {
                stored[i] = column == null ? null : column.next();
                bytesRead += stored[i] instanceof byte[] bytes ? bytes.length : Long.BYTES;
            } catch (InvalidParquetException damaged) {
                throw new InvalidParquetException(
                        damaged.getMessage() + ", in column '"
                                + fields.get(i).field().name() + "'",
                        damaged);
            }
        }
        rowInGroup++;
    }

    private T make() throws InvalidParquetException {
        try {
            return constructor.make(values);
        } catch (IllegalArgumentException refused) {
            throw new InvalidParquetException("is refused by its class: " + refused.getCause(), refused);
        }
    }

    private void collect(RecordCollector<T> out) throws IOException {
        long row = rowsBefore + rowInGroup;
        T made;
        try {
            for (int i = 0; i < values.length; i++) {
                values[i] = fields.get(i).value(stored[i]);
            }
            made = make();
        } catch (InvalidParquetException bad) {
            refuse(new BadParquetRecordException(split.fileName(), row, String.valueOf(bad.getMessage()), bad), out);
            return;
        }
        out.collect(made, row);
    }

    /** As text, since the bytes of a row do not lie together. It is the policy of the source whether that throws. */
    private void refuse(BadParquetRecordException reason, RecordCollector<T> out) throws IOException {
        StringJoiner text = new StringJoiner(", ");
        for (int i = 0; i < stored.length; i++) {
            Object value = stored[i] instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : stored[i];
            text.add(fields.get(i).field().name() + "=" + value);
        }
        try {
            out.refuse(text.toString().getBytes(StandardCharsets.UTF_8), reason.row(), reason);
        } catch (IOException | RuntimeException failed) {
            throw failed;
        } catch (Exception failed) {
            throw new IOException(failed);
        }
    }

    @Override
    public byte[] position() {
        return new ParquetPosition(
                        footer.fileBytes(), footer.checksum(), group, rowsBefore, Math.max(rowInGroup, resumeAt))
                .toBytes();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
