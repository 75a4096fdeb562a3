package dev.millrace.connector.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.xerial.snappy.Snappy;

/** How the pages of a file are packed. The limit of what one unpacks to holds before anything is allocated. */
public enum ParquetCompression {
    /** Not at all. */
    NONE(0),

    /** Fast, and larger; what most writers use unless told otherwise. */
    SNAPPY(1),

    /** Which every reader knows, and slow. */
    GZIP(2),

    /** Zstandard: fast, and smaller. */
    ZSTANDARD(6);

    private static final String[] OTHERS = {"", "", "", "LZO", "BROTLI", "LZ4", "", "LZ4_RAW"};

    private final int codec;

    ParquetCompression(int codec) {
        this.codec = codec;
    }

    /** As files have it. */
    int codec() {
        return codec;
    }

    static ParquetCompression of(int codec) throws InvalidParquetException {
        for (ParquetCompression each : values()) {
            if (each.codec == codec) {
                return each;
            }
        }
        String name = codec >= 0 && codec < OTHERS.length ? OTHERS[codec] : "";
        throw new InvalidParquetException("is packed with codec " + codec + (name.isEmpty() ? "" : ", " + name) + "; "
                + Arrays.toString(values()) + " are read: pack it anew");
    }

    byte[] pack(byte[] bytes) throws IOException {
        return switch (this) {
            case NONE -> bytes;
            case SNAPPY -> Snappy.compress(bytes);
            case GZIP -> {
                ByteArrayOutputStream packed = new ByteArrayOutputStream();
                try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
                    out.write(bytes);
                }
                yield packed.toByteArray();
            }
            case ZSTANDARD -> Zstd.compress(bytes);
        };
    }

    /**
     * Unpacks a part of a page.
     *
     * @param size which it must have unpacked; compared with the limit before
     * @throws InvalidParquetException if it is damaged, or has another size
     */
    byte[] unpack(byte[] packed, int from, int size) throws InvalidParquetException {
        byte[] unpacked;
        try {
            int count = packed.length - from;
            unpacked = switch (this) {
                case NONE -> Arrays.copyOfRange(packed, from, packed.length);
                case SNAPPY -> unsnap(packed, from, size);
                case GZIP -> take(new GZIPInputStream(new ByteArrayInputStream(packed, from, count)), size);
                case ZSTANDARD ->
                    take(new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(packed, from, count)), size);
            };
        } catch (InvalidParquetException known) {
            throw known;
        } catch (IOException | ZstdException damaged) {
            throw new InvalidParquetException("cannot be unpacked: " + damaged.getMessage(), damaged);
        }
        if (unpacked.length != size) {
            throw new InvalidParquetException(
                    "unpacks to " + unpacked.length + " bytes or more, and says that it has " + size);
        }
        return unpacked;
    }

    private static byte[] unsnap(byte[] packed, int from, int size) throws IOException {
        int count = packed.length - from;
        int said = Snappy.uncompressedLength(packed, from, count);
        if (said != size) {
            throw new InvalidParquetException("unpacks to " + said + " bytes, and says that it has " + size);
        }
        byte[] unpacked = new byte[size];
        Snappy.uncompress(packed, from, count, unpacked, 0);
        return unpacked;
    }

    /** One byte more than there should be is enough to see that there are more. */
    private static byte[] take(InputStream stream, int size) throws IOException {
        try (stream) {
            byte[] unpacked = stream.readNBytes(size);
            return stream.read() < 0 ? unpacked : Arrays.copyOf(unpacked, size + 1);
        }
    }
}
