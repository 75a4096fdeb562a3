package dev.millrace.connector.files;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** How the bytes of a file are packed, which its name tells. */
enum Compression {
    NONE,
    GZIP,
    ZSTD;

    private static final int BUFFER_BYTES = 1 << 16;

    /** Read as text, these would fail far from the cause. */
    private static final List<String> UNSUPPORTED = List.of(".bz2", ".xz", ".lz4", ".zip", ".7z", ".br");

    /**
     * Reads the extension.
     *
     * @throws IllegalArgumentException if it is that of a compression that is not supported
     */
    static Compression of(Path path) {
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        for (String extension : UNSUPPORTED) {
            if (name.endsWith(extension)) {
                throw new IllegalArgumentException(
                        "the compression of " + path + " is not supported; plain files, .gz and .zst are: repack it");
            }
        }
        if (name.endsWith(".gz")) {
            return GZIP;
        }
        return name.endsWith(".zst") ? ZSTD : NONE;
    }

    /** Unpacks; concatenated gzip members and Zstandard frames are one stream. */
    InputStream unpack(InputStream packed) throws IOException {
        return switch (this) {
            case NONE -> packed;
            case GZIP -> new GZIPInputStream(packed, BUFFER_BYTES);
            case ZSTD -> new ZstdInputStreamNoFinalizer(packed);
        };
    }

    /** Packs; closing the result ends the packed stream and closes {@code plain}. */
    OutputStream pack(OutputStream plain) throws IOException {
        return switch (this) {
            case NONE -> plain;
            case GZIP -> new GZIPOutputStream(plain, BUFFER_BYTES);
            case ZSTD -> new ZstdOutputStreamNoFinalizer(plain);
        };
    }
}
