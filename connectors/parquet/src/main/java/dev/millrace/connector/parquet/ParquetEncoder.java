package dev.millrace.connector.parquet;

import dev.millrace.connector.files.RecordEncoder;
import dev.millrace.connector.files.UnencodableRecordException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a file: row groups, and what they are behind them. Owned by one thread. */
final class ParquetEncoder<T> implements RecordEncoder<T> {

    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

    private final List<WrittenColumn> columns;
    private final ParquetCompression compression;
    private final int rowGroupBytes;
    private final List<ColumnBuffer> buffers = new ArrayList<>();
    private final @Nullable Object[] stored;
    private final List<FooterWriter.Group> groups = new ArrayList<>();

    private OutputStream out = OutputStream.nullOutputStream();
    private long written;
    private long rowsInGroup;

    ParquetEncoder(List<WrittenColumn> columns, ParquetCompression compression, int rowGroupBytes) {
        this.columns = columns;
        this.compression = compression;
        this.rowGroupBytes = rowGroupBytes;
        columns.forEach(column -> buffers.add(new ColumnBuffer(column.schema(), compression)));
        stored = new Object[columns.size()];
    }

    @Override
    public void start(OutputStream segment) throws IOException {
        out = segment;
        out.write(MAGIC);
        written = MAGIC.length;
    }

    @Override
    public void encode(T value) throws IOException, UnencodableRecordException {
        // All fields before the first is kept: a record that does not fit leaves nothing.
        try {
            for (int i = 0; i < stored.length; i++) {
                stored[i] = columns.get(i).stored(value);
            }
        } catch (InvalidParquetException misfit) {
            throw new UnencodableRecordException(String.valueOf(misfit.getMessage()), misfit);
        }
        for (int i = 0; i < stored.length; i++) {
            buffers.get(i).add(stored[i]);
        }
        rowsInGroup++;
        if (bufferedBytes() >= rowGroupBytes) {
            endGroup();
        }
    }

    private void endGroup() throws IOException {
        if (rowsInGroup == 0) {
            return;
        }
        List<ColumnBuffer.Written> chunks = new ArrayList<>();
        for (ColumnBuffer buffer : buffers) {
            ColumnBuffer.Written chunk = buffer.writeTo(out, written);
            written += chunk.bytes();
            chunks.add(chunk);
        }
        groups.add(new FooterWriter.Group(rowsInGroup, chunks));
        rowsInGroup = 0;
    }

    @Override
    public void finish() throws IOException {
        endGroup();
        byte[] footer =
                FooterWriter.write(columns.stream().map(WrittenColumn::schema).toList(), groups, compression);
        out.write(footer);
        out.write(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(footer.length)
                .array());
        out.write(MAGIC);
        groups.clear();
    }

    @Override
    public long bufferedBytes() {
        long bytes = 0;
        for (int i = 0; i < buffers.size(); i++) {
            bytes += buffers.get(i).bytes();
        }
        return bytes;
    }
}
