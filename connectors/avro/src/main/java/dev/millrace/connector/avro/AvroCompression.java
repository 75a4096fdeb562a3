package dev.millrace.connector.avro;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.xerial.snappy.Snappy;

/** How the blocks of a file are packed. The limit of what one unpacks to holds before anything is allocated. */
public enum AvroCompression {
    /** Not at all. */
    NONE("null"),

    /** Which every reader of Avro knows. */
    DEFLATE("deflate"),

    /** Fast, and larger. */
    SNAPPY("snappy"),

    /** Zstandard: fast, and smaller; older readers do not know it. */
    ZSTANDARD("zstandard");

    private static final int CHUNK_BYTES = 1 << 13;
    private static final int CHECKSUM_BYTES = Integer.BYTES;

    private final String codec;

    AvroCompression(String codec) {
        this.codec = codec;
    }

    /** As a file's header has it. */
    String codec() {
        return codec;
    }

    /** Finds one by what a header has. */
    static AvroCompression of(String codec) throws IOException {
        for (AvroCompression each : values()) {
            if (each.codec.equals(codec)) {
                return each;
            }
        }
        throw new IOException("is packed with '" + codec.toLowerCase(Locale.ROOT)
                + "'; null, deflate, snappy and zstandard are read: pack it anew");
    }

    byte[] pack(byte[] bytes, int count) throws IOException {
        return switch (this) {
            case NONE -> Arrays.copyOf(bytes, count);
            case DEFLATE -> deflate(bytes, count);
            case SNAPPY -> {
                CRC32 checksum = new CRC32();
                checksum.update(bytes, 0, count);
                byte[] packed = Snappy.rawCompress(bytes, count);
                yield ByteBuffer.allocate(packed.length + CHECKSUM_BYTES)
                        .put(packed)
                        .putInt((int) checksum.getValue())
                        .array();
            }
            case ZSTANDARD -> Zstd.compress(Arrays.copyOf(bytes, count));
        };
    }

    private static byte[] deflate(byte[] bytes, int count) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(bytes, 0, count);
            deflater.finish();
            ByteArrayOutputStream packed = new ByteArrayOutputStream(count / 2 + CHUNK_BYTES);
            byte[] chunk = new byte[CHUNK_BYTES];
            while (!deflater.finished()) {
                packed.write(chunk, 0, deflater.deflate(chunk));
            }
            return packed.toByteArray();
        } finally {
            deflater.end();
        }
    }

    /**
     * Unpacks a block.
     *
     * @param bytesMax which it may have unpacked
     * @throws IOException if it is damaged or larger
     */
    byte[] unpack(byte[] packed, int bytesMax) throws IOException {
        return switch (this) {
            case NONE -> packed;
            case DEFLATE -> inflate(packed, bytesMax);
            case SNAPPY -> unsnap(packed, bytesMax);
            case ZSTANDARD -> unzstd(packed, bytesMax);
        };
    }

    private static IOException tooLarge(int bytesMax) {
        return new IOException(
                "unpacks to more than blockBytesMax, " + bytesMax + " bytes; raise that if the file is sound");
    }

    private static byte[] inflate(byte[] packed, int bytesMax) throws IOException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(packed);
            ByteArrayOutputStream unpacked = new ByteArrayOutputStream();
            byte[] chunk = new byte[CHUNK_BYTES];
            while (!inflater.finished()) {
                int count = inflater.inflate(chunk);
                if (count == 0 && !inflater.finished()) {
                    throw new IOException("is damaged: its packed bytes end too early");
                }
                if (unpacked.size() + count > bytesMax) {
                    throw tooLarge(bytesMax);
                }
                unpacked.write(chunk, 0, count);
            }
            return unpacked.toByteArray();
        } catch (DataFormatException damaged) {
            throw new IOException("is damaged: " + damaged.getMessage(), damaged);
        } finally {
            inflater.end();
        }
    }

    private static byte[] unsnap(byte[] packed, int bytesMax) throws IOException {
        int count = packed.length - CHECKSUM_BYTES;
        if (count < 0) {
            throw new IOException("is damaged: it has no checksum");
        }
        int size = Snappy.uncompressedLength(packed, 0, count);
        if (size < 0 || size > bytesMax) {
            throw tooLarge(bytesMax);
        }
        byte[] unpacked = new byte[size];
        Snappy.uncompress(packed, 0, count, unpacked, 0);
        CRC32 checksum = new CRC32();
        checksum.update(unpacked);
        if ((int) checksum.getValue() != ByteBuffer.wrap(packed).getInt(count)) {
            throw new IOException("is damaged: its checksum differs");
        }
        return unpacked;
    }

    private static byte[] unzstd(byte[] packed, int bytesMax) throws IOException {
        try (var in = new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(packed))) {
            byte[] unpacked = in.readNBytes(bytesMax);
            if (in.read() >= 0) {
                throw tooLarge(bytesMax);
            }
            return unpacked;
        } catch (ZstdException damaged) {
            throw new IOException("is damaged: " + damaged.getMessage(), damaged);
        }
    }
}
