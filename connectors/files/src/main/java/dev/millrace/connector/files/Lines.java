package dev.millrace.connector.files;

import dev.millrace.api.connector.Sink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Plain text, a record a line.
 *
 * <pre>{@code
 * pipeline.read("log", Lines.in(Path.of("access.log")).follow())
 *         .write("copy", Lines.to(Path.of("copy.log.gz")));
 * }</pre>
 */
public final class Lines {

    private Lines() {}

    /**
     * Reads lines of UTF-8 text, without their ends (LF or CR LF). An empty line is a record.
     *
     * @param path a file, or a directory of which each file is a split; {@code .gz} and {@code .zst} are unpacked
     * @return the source
     */
    public static FileSource<String> in(Path path) {
        return new FileSource<>(new FileSet(path, null, false, FileInput.LINE_BYTES_MAX), new TextFormat());
    }

    /**
     * Writes the {@code toString()} of each record and a line feed, in UTF-8; a text with a line end in it makes
     * several lines. The file appears when the job has finished, in one piece; with checkpoints it grows with each of
     * them.
     *
     * @param path the file, replaced if it exists; packed if its name ends with {@code .gz} or {@code .zst}
     * @param <T> type of the records
     * @return the sink
     */
    public static <T> Sink<T> to(Path path) {
        return new FileSink<>(path, format());
    }

    /**
     * Writes files of lines of text as {@link #to} does, into a directory of them.
     *
     * @param directory made if it does not exist; belongs to this sink
     * @param <T> type of the records
     * @return the sink, whose files are called {@code part-00000000.txt} and so on unless they are named
     */
    public static <T> DirectorySink<T> toDirectory(Path directory) {
        return DirectorySink.of(directory, format());
    }

    private static <T> FileFormat<T> format() {
        return new LineFileFormat<>("lines", ".txt", TextEncoder::new);
    }

    private static final class TextEncoder<T> implements RecordEncoder<T> {

        private OutputStream out = OutputStream.nullOutputStream();

        @Override
        public void start(OutputStream segment) {
            out = segment;
        }

        @Override
        public void encode(T value) throws IOException {
            out.write(String.valueOf(value).getBytes(StandardCharsets.UTF_8));
            out.write('\n');
        }
    }

    private record TextFormat() implements LineFormat<String> {

        @Override
        public String name() {
            return "lines";
        }

        @Override
        public LineDecoder<String> newDecoder() {
            Utf8Check utf8 = new Utf8Check();
            return (buffer, offset, length) -> {
                utf8.require(buffer, offset, length);
                return new String(buffer, offset, length, StandardCharsets.UTF_8);
            };
        }
    }
}
