package dev.millrace.connector.parquet;

import dev.millrace.connector.parquet.FileFooter.Chunk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of a column in a row group, a page at a time. Owned by one thread.
 *
 * <p>A page takes its bytes, packed and unpacked, each at most {@code pageBytesMax}, and its values as they are read; a dictionary is a page whose values are kept.
 */
final class ColumnReader {

    /** What a header takes unless it has long statistics. */
    private static final int HEADER_BYTES = 1 << 10;

    private static final int HEADER_BYTES_MAX = 1 << 20;

    private final FileChannel channel;
    private final ColumnSchema column;
    private final ParquetCompression compression;
    private final int pageBytesMax;

    /** Where the next page begins, and the chunk ends. */
    private long at;

    private final long end;

    /** Values of the chunk that are not in the pages before. */
    private long leftInChunk;

    private int leftInPage;

    /** Which values of the page are there; null if all are. */
    private @Nullable RunLengths levels;

    private PageValues values = () -> {
        throw new InvalidParquetException("has no page");
    };

    private Object @Nullable [] dictionary;

    ColumnReader(FileChannel channel, ColumnSchema column, Chunk chunk, int pageBytesMax)
            throws InvalidParquetException {
        this.channel = channel;
        this.column = column;
        this.pageBytesMax = pageBytesMax;
        compression = ParquetCompression.of(chunk.compression());
        at = chunk.from();
        end = chunk.from() + chunk.bytes();
        leftInChunk = chunk.values();
        if (chunk.type() != column.type()) {
            throw new InvalidParquetException(
                    "has values of type " + chunk.type() + ", and its schema " + column.type());
        }
    }

    /** The next value as it is stored, or null if it is absent. */
    @Nullable
    Object next() throws IOException {
        while (leftInPage == 0) {
            openPage();
        }
        leftInPage--;
        RunLengths present = levels;
        return present == null || present.next() == 1 ? values.next() : null;
    }

    private void openPage() throws IOException {
        if (at >= end || leftInChunk == 0) {
            throw new InvalidParquetException("ends " + leftInChunk + " values too early");
        }
        PageHeader header = header();
        long from = at + header.bytes();
        if (header.packed() > end - from) {
            throw new InvalidParquetException(
                    "has a page of " + header.packed() + " bytes where " + (end - from) + " are left");
        }
        requireSmall(header.packed());
        requireSmall(header.unpacked());
        at = from + header.packed();
        switch (header.kind()) {
            case DATA -> openData(header, FileFooter.read(channel, from, header.packed()));
            case DICTIONARY -> openDictionary(header, FileFooter.read(channel, from, header.packed()));
            case OTHER -> {
                // Passed over.
            }
        }
    }

    private void requireSmall(int bytes) throws InvalidParquetException {
        if (bytes > pageBytesMax) {
            throw new InvalidParquetException("has a page of " + bytes + " bytes, and may have pageBytesMax, "
                    + pageBytesMax + "; raise that if the file is sound");
        }
    }

    /** Tries with few bytes, since nobody knows how long it is. */
    private PageHeader header() throws IOException {
        int tried = HEADER_BYTES;
        while (true) {
            int count = (int) Math.min(tried, end - at);
            try {
                return PageHeader.read(FileFooter.read(channel, at, count));
            } catch (InvalidParquetException cut) {
                if (count < tried || tried >= HEADER_BYTES_MAX) {
                    throw cut;
                }
                tried = Math.min(8 * tried, HEADER_BYTES_MAX);
            }
        }
    }

    private void openData(PageHeader header, byte[] packed) throws InvalidParquetException {
        if (header.values() > leftInChunk) {
            throw new InvalidParquetException(
                    "has a page of " + header.values() + " values where " + leftInChunk + " are left");
        }
        leftInChunk -= header.values();
        leftInPage = header.values();
        byte[] page;
        int from;
        if (header.levelBytes() >= 0) {
            int levelBytes = header.levelBytes();
            if (levelBytes > packed.length || levelBytes > header.unpacked()) {
                throw new InvalidParquetException(
                        "has levels of " + levelBytes + " bytes in a page of " + packed.length);
            }
            levels = column.isOptional() ? new RunLengths(packed, 0, levelBytes, 1) : null;
            ParquetCompression how = header.isPacked() ? compression : ParquetCompression.NONE;
            page = how.unpack(packed, levelBytes, header.unpacked() - levelBytes);
            from = 0;
        } else {
            page = compression.unpack(packed, 0, header.unpacked());
            from = openLevels(page, header.levelEncoding());
        }
        values = values(header, page, from);
    }

    /** The levels at the beginning of a page, behind their length. */
    private int openLevels(byte[] page, int encoding) throws InvalidParquetException {
        if (!column.isOptional()) {
            levels = null;
            return 0;
        }
        if (encoding != PageHeader.RLE) {
            throw new InvalidParquetException("has levels in encoding " + encoding + ", which is not read");
        }
        int from = Integer.BYTES;
        int count = page.length < from
                ? -1
                : ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (count < 0 || count > page.length - from) {
            throw new InvalidParquetException("has levels of " + count + " bytes in a page of " + page.length);
        }
        levels = new RunLengths(page, from, from + count, 1);
        return from + count;
    }

    private PageValues values(PageHeader header, byte[] page, int from) throws InvalidParquetException {
        boolean isWhole = column.type() == PhysicalType.INT32 || column.type() == PhysicalType.INT64;
        boolean isBytes = column.type() == PhysicalType.BYTE_ARRAY;
        boolean isFixed = column.type() == PhysicalType.FIXED_LEN_BYTE_ARRAY;
        return switch (header.encoding()) {
            case PageHeader.PLAIN -> new PlainValues(column, page, from);
            case PageHeader.PLAIN_DICTIONARY, PageHeader.RLE_DICTIONARY -> ofDictionary(page, from);
            case PageHeader.RLE -> bools(page, from);
            case PageHeader.DELTA_BINARY_PACKED -> {
                require(isWhole, header);
                yield numbers(new DeltaNumbers(page, from));
            }
            case PageHeader.DELTA_LENGTH_BYTE_ARRAY -> {
                require(isBytes, header);
                yield new DeltaTexts(page, from, false, Math.min(header.values(), pageBytesMax / 4), pageBytesMax);
            }
            case PageHeader.DELTA_BYTE_ARRAY -> {
                require(isBytes || isFixed, header);
                yield new DeltaTexts(page, from, true, Math.min(header.values(), pageBytesMax / 4), pageBytesMax);
            }
            default ->
                throw new InvalidParquetException("has values in encoding " + header.encoding()
                        + ", which is not read; PLAIN, RLE, dictionaries and DELTA are: write it anew");
        };
    }

    private void require(boolean fits, PageHeader header) throws InvalidParquetException {
        if (!fits) {
            throw new InvalidParquetException(
                    "has values of type " + column.type() + " in encoding " + header.encoding());
        }
    }

    /** Of 32 bits what is there may have gone over the end of them and back. */
    private PageValues numbers(DeltaNumbers numbers) {
        return column.type() == PhysicalType.INT64 ? numbers : () -> (long) (int) (long) numbers.next();
    }

    private PageValues bools(byte[] page, int from) throws InvalidParquetException {
        if (column.type() != PhysicalType.BOOLEAN || page.length - from < Integer.BYTES) {
            throw new InvalidParquetException("has values of type " + column.type() + " in runs");
        }
        RunLengths runs = new RunLengths(page, from + Integer.BYTES, page.length, 1);
        return () -> runs.next() == 1;
    }

    private PageValues ofDictionary(byte[] page, int from) throws InvalidParquetException {
        Object[] known = dictionary;
        if (known == null) {
            throw new InvalidParquetException("has values of a dictionary, and none before them");
        }
        if (from >= page.length) {
            // All of them are absent.
            return () -> {
                throw new InvalidParquetException("has values that end too early");
            };
        }
        RunLengths indexes = new RunLengths(page, from + 1, page.length, page[from] & 0xFF);
        return () -> {
            int index = indexes.next();
            if (index < 0 || index >= known.length) {
                throw new InvalidParquetException("has value " + index + " of a dictionary of " + known.length);
            }
            return known[index];
        };
    }

    private void openDictionary(PageHeader header, byte[] packed) throws InvalidParquetException {
        byte[] page = compression.unpack(packed, 0, header.unpacked());
        int bytesEach = Math.max(column.length(), column.type().bytesMin());
        boolean isPlain = header.encoding() == PageHeader.PLAIN || header.encoding() == PageHeader.PLAIN_DICTIONARY;
        if (dictionary != null || !isPlain || bytesEach == 0 || header.values() > page.length / bytesEach) {
            throw new InvalidParquetException(
                    "has a second dictionary, or one of " + header.values() + " values in " + page.length + " bytes");
        }
        PlainValues plain = new PlainValues(column, page, 0);
        Object[] read = new Object[header.values()];
        for (int i = 0; i < read.length; i++) {
            read[i] = plain.next();
        }
        dictionary = read;
    }
}
