package dev.millrace.connector.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What a file says about itself. Immutable.
 *
 * @param columns those at the top; a nested one has no schema, and nobody can read it
 * @param rowGroups in order
 * @param fileBytes how long the file is
 * @param checksum of the bytes of the footer, by which the file is known again
 */
record FileFooter(List<Column> columns, List<RowGroup> rowGroups, long fileBytes, int checksum) {

    private static final byte[] MAGIC = {'P', 'A', 'R', '1'};

    /** What stands at the end of each file: the length of the footer, and the mark again. */
    private static final int TAIL_BYTES = 8;

    /**
     * A column at the top.
     *
     * @param name of the field
     * @param schema null if it is nested or repeated
     * @param leaf number of its chunks in a row group; of a nested one, of the first
     */
    record Column(String name, @Nullable ColumnSchema schema, int leaf) {}

    /** Rows, and where their columns lie. */
    record RowGroup(long rows, List<Chunk> chunks) {}

    /**
     * The values of a column in a row group.
     *
     * @param type how they are stored
     * @param compression number of the codec
     * @param values how many there are, with those that are absent
     * @param from first byte in the file
     * @param bytes how many bytes it has there
     */
    record Chunk(PhysicalType type, int compression, long values, long from, long bytes) {}

    /** Reads it, and makes sure that all it says lies within the file. */
    static FileFooter read(FileChannel channel, int footerBytesMax) throws IOException {
        long size = channel.size();
        if (size < MAGIC.length + TAIL_BYTES) {
            throw new InvalidParquetException("has " + size + " bytes, and is no Parquet file");
        }
        ByteBuffer tail =
                ByteBuffer.wrap(read(channel, size - TAIL_BYTES, TAIL_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        int length = tail.getInt();
        byte[] mark = new byte[MAGIC.length];
        tail.get(mark);
        if (!Arrays.equals(mark, MAGIC)) {
            throw new InvalidParquetException(
                    mark[3] == 'E' ? "is encrypted, which is not read" : "does not end as a Parquet file does");
        }
        long room = size - MAGIC.length - TAIL_BYTES;
        if (length <= 0 || length > room) {
            throw new InvalidParquetException("has a footer of " + length + " bytes, and there is room for " + room);
        }
        if (length > footerBytesMax) {
            throw new InvalidParquetException("has a footer of " + length + " bytes, and may have footerBytesMax, "
                    + footerBytesMax + "; raise that if the file is sound");
        }
        byte[] bytes = read(channel, size - TAIL_BYTES - length, length);
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        return new FooterParser(size - TAIL_BYTES - length).parse(bytes, size, (int) checksum.getValue());
    }

    /** Reads bytes of which it is known that they are there. */
    static byte[] read(FileChannel channel, long at, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, at + bytes.position()) < 0) {
                throw new InvalidParquetException("has become shorter while it is read");
            }
        }
        return bytes.array();
    }

    /** Finds a column by name. */
    @Nullable
    Column column(String name) {
        return columns.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    List<String> names() {
        return columns.stream().map(Column::name).toList();
    }
}
