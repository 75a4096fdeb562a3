package dev.millrace.connector.files;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.api.connector.Sink;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON, a value a line. Immutable.
 *
 * <pre>{@code
 * record Edit(Instant time, String channel, String user, long added) {}
 *
 * pipeline.read("edits", JsonLines.in(Path.of("edits.json.gz")).as(Edit.class)
 *                 .eventTime(Edit::time)
 *                 .outOfOrderBy(Duration.ofMinutes(5)))
 *         .write("copy", JsonLines.to(Path.of("copy.json")));
 * }</pre>
 *
 * <p>Blank lines are skipped. Fields of the JSON that the class lacks are ignored unless reading is {@link #strict}. A
 * component of primitive type must be there and not null; one of another type is null, or an empty {@code Optional}. A
 * number with a fraction is not taken for an integer. {@code java.time} types are read from ISO 8601 text.
 */
public final class JsonLines extends FileInput<JsonLines> {

    private final boolean isStrict;

    private JsonLines(FileSet files, boolean isStrict) {
        super(files);
        this.isStrict = isStrict;
    }

    /**
     * Reads JSON lines.
     *
     * @param path a file, or a directory of which each file is a split; {@code .gz} and {@code .zst} are unpacked
     * @return a description that lacks the class of the records
     */
    public static JsonLines in(Path path) {
        return new JsonLines(new FileSet(path, null, false, LINE_BYTES_MAX), false);
    }

    @Override
    JsonLines with(FileSet changed) {
        return new JsonLines(changed, isStrict);
    }

    /**
     * Makes a field that the class lacks an error.
     *
     * @return a new description
     */
    public JsonLines strict() {
        return new JsonLines(files(), true);
    }

    /**
     * Sets the class of the records.
     *
     * @param type a record class, or any class that Jackson can make of a JSON value; {@link JsonProperty} renames
     * @param <T> type of the records
     * @return the source
     */
    public <T> FileSource<T> as(Class<T> type) {
        Objects.requireNonNull(type, "type");
        return new FileSource<>(files(), new JsonFormat<>(isStrict, type));
    }

    /**
     * Writes a JSON object a line, its fields in the order of the record's components; {@code java.time} values as ISO
     * 8601 text. The file appears when the job has finished, in one piece; with checkpoints it grows with each of them. A record
     * that Jackson cannot write is refused, and leaves nothing in the file.
     *
     * @param path the file, replaced if it exists; packed if its name ends with {@code .gz} or {@code .zst}
     * @param <T> type of the records
     * @return the sink
     */
    public static <T> Sink<T> to(Path path) {
        return new FileSink<>(path, format());
    }

    /**
     * Writes files of JSON lines as {@link #to} does, into a directory of them.
     *
     * @param directory made if it does not exist; belongs to this sink
     * @param <T> type of the records
     * @return the sink, whose files are called {@code part-00000000.jsonl} and so on unless they are named
     */
    public static <T> DirectorySink<T> toDirectory(Path directory) {
        return DirectorySink.of(directory, format());
    }

    private static <T> FileFormat<T> format() {
        return new LineFileFormat<>("JSON lines", ".jsonl", () -> new JsonEncoder<>(mapper(false)));
    }

    static JsonMapper mapper(boolean isStrict) {
        // A parser is made for each line: with the default pool, which threads share, that costs as much as parsing.
        JsonFactory factory = JsonFactory.builder()
                .recyclerPool(JsonRecyclerPools.threadLocalPool())
                .build();
        return JsonMapper.builder(factory)
                .annotationIntrospector(new PrimitivesRequired())
                .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, isStrict)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .build();
    }

    private static final class JsonFormat<T> implements LineFormat<T> {

        private final boolean isStrict;
        private final Class<T> type;

        /** Made again where the format was shipped to: Jackson's readers cannot be. */
        private transient volatile @Nullable ObjectReader made;

        JsonFormat(boolean isStrict, Class<T> type) {
            this.isStrict = isStrict;
            this.type = type;
            made = newReader();
        }

        private ObjectReader newReader() {
            return mapper(isStrict).readerFor(type);
        }

        private ObjectReader reader() {
            ObjectReader reader = made;
            if (reader == null) {
                reader = newReader();
                made = reader;
            }
            return reader;
        }

        @Override
        public String name() {
            return "JSON lines";
        }

        @Override
        public LineDecoder<T> newDecoder() {
            Utf8Check utf8 = new Utf8Check();
            ObjectReader reader = reader();
            return (buffer, offset, length) -> {
                if (LineDecoder.isBlank(buffer, offset, length)) {
                    return null;
                }
                utf8.require(buffer, offset, length);
                T value = reader.readValue(buffer, offset, length);
                if (value == null) {
                    throw new InvalidLineException(
                            "a record must be " + BadRecordReason.withArticle(type) + ", got null");
                }
                return value;
            };
        }
    }
}
