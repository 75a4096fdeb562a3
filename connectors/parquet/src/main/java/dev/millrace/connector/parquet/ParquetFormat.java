package dev.millrace.connector.parquet;

import dev.millrace.connector.files.FileFormat;
import dev.millrace.connector.files.RecordEncoder;
import java.util.List;

/**
 * Parquet files of records. Immutable; made by {@link Parquet#format}.
 *
 * <pre>{@code
 * edits.write("archive", DirectorySink.of(Path.of("edits"), Parquet.format(Edit.class).with(ParquetCompression.SNAPPY)));
 * }</pre>
 *
 * <p>Values are stored plainly, without dictionaries and statistics, in pages of about 1 MiB.
 *
 * @param <T> type of the records
 */
public final class ParquetFormat<T> implements FileFormat<T> {

    /** What a row group has before it is written, unless set: 16 MiB, which it takes in memory for each open file. */
    public static final int ROW_GROUP_BYTES = 16 << 20;

    private static final int ROW_GROUP_BYTES_MAX = 1 << 30;

    private final List<WrittenColumn> columns;
    private final ParquetCompression compression;
    private final int rowGroupBytes;

    private ParquetFormat(List<WrittenColumn> columns, ParquetCompression compression, int rowGroupBytes) {
        this.columns = columns;
        this.compression = compression;
        this.rowGroupBytes = rowGroupBytes;
    }

    static <T> ParquetFormat<T> of(Class<T> type) {
        List<WrittenColumn> columns =
                RecordField.of(type).stream().map(WrittenColumn::of).toList();
        if (columns.isEmpty()) {
            throw new IllegalArgumentException(type.getSimpleName() + " has no component, and a file needs a column");
        }
        return new ParquetFormat<>(columns, ParquetCompression.ZSTANDARD, ROW_GROUP_BYTES);
    }

    /**
     * Packs pages in another way.
     *
     * @param changed {@link ParquetCompression#ZSTANDARD} unless set
     * @return a new format
     */
    public ParquetFormat<T> with(ParquetCompression changed) {
        return new ParquetFormat<>(columns, changed, rowGroupBytes);
    }

    /**
     * Sets how many bytes of packed pages a row group has, about, and so how many wait in memory for each open file.
     *
     * @param bytes from 1 to 1 GiB; {@link #ROW_GROUP_BYTES} unless set
     * @return a new format
     */
    public ParquetFormat<T> rowGroupBytes(int bytes) {
        if (bytes < 1 || bytes > ROW_GROUP_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "rowGroupBytes must be between 1 and " + ROW_GROUP_BYTES_MAX + ", got " + bytes);
        }
        return new ParquetFormat<>(columns, compression, bytes);
    }

    @Override
    public String name() {
        return "Parquet";
    }

    @Override
    public String extension() {
        return ".parquet";
    }

    @Override
    public RecordEncoder<T> newEncoder() {
        return new ParquetEncoder<>(columns, compression, rowGroupBytes);
    }

    /** The index is at the end of the file. */
    @Override
    public boolean isContinuable() {
        return false;
    }

    @Override
    public boolean isPackable() {
        return false;
    }
}
