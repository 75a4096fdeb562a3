package dev.millrace.connector.files;

import dev.millrace.api.connector.Sink;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Rows of values under a header, as RFC 4180 describes them. Immutable.
 *
 * <pre>{@code
 * record Trip(@JsonProperty("VendorID") int vendor, @JsonProperty("Trip_distance") double miles) {}
 *
 * pipeline.read("trips", Csv.in(Path.of("trips.csv.gz")).as(Trip.class));
 * pipeline.read("dns", Csv.in(Path.of("dns.log.gz")).zeek().as(Dns.class));
 * }</pre>
 *
 * <p>The first line that is not blank names the columns, unless {@link #header} does. Blanks around a name are
 * dropped, and so are nameless columns at the end. Columns are bound to components by name; columns that the class
 * lacks, and cells past the last column, are ignored unless reading is {@link #strict}. Blank lines are skipped.
 *
 * <p>An empty cell is null (a quoted empty one is an empty text). A component of primitive type must be there and not
 * null; one of another type is null, or an empty {@code Optional}. A component that is a list takes the parts of its cell,
 * separated by semicolons (commas in Zeek's logs). {@code java.time} types are read from ISO 8601 text.
 */
public final class Csv extends FileInput<Csv> {

    private final CsvDialect dialect;

    private Csv(FileSet files, CsvDialect dialect) {
        super(files);
        this.dialect = dialect;
    }

    /**
     * Reads CSV.
     *
     * @param path a file, or a directory of which each file is a split; {@code .gz} and {@code .zst} are unpacked
     * @return a description that lacks the class of the records
     */
    public static Csv in(Path path) {
        return new Csv(new FileSet(path, null, false, LINE_BYTES_MAX), CsvDialect.RFC_4180);
    }

    @Override
    Csv with(FileSet changed) {
        return new Csv(changed, dialect);
    }

    private Csv with(CsvDialect changed) {
        return new Csv(files(), changed);
    }

    /**
     * Sets what stands between two cells.
     *
     * @param character an ASCII character, no letter or digit, quote, or line end; a comma unless set
     * @return a new description
     */
    public Csv separator(char character) {
        return with(dialect.withSeparator(character));
    }

    /**
     * Names the columns of a file that has no header: its first line is a row.
     *
     * @param names of the columns, from the first on, all different
     * @return a new description
     */
    public Csv header(String... names) {
        return with(dialect.withHeader(List.of(names)));
    }

    /**
     * Sets what stands for null, besides an empty cell.
     *
     * @param text as {@code NA}; in quotes it is not null but a text
     * @return a new description
     */
    public Csv nullValue(String text) {
        return with(dialect.withNullValue(Objects.requireNonNull(text, "text")));
    }

    /**
     * Takes quotes as any other character.
     *
     * @return a new description
     */
    public Csv withoutQuotes() {
        return with(dialect.withoutQuotes());
    }

    /**
     * Makes it an error if a row has a column that the class lacks, or more or fewer cells than there are columns.
     *
     * @return a new description
     */
    public Csv strict() {
        return with(dialect.withStrict());
    }

    /**
     * Reads the logs of the Zeek network monitor: separated by tabs, columns named by the line that starts with
     * {@code #fields}, other lines that start with {@code #} skipped, {@code -} for null, no quotes, {@code T} and
     * {@code F} for booleans, vectors separated by commas. A time in seconds becomes an {@code Instant}.
     *
     * @return a new description
     */
    public Csv zeek() {
        return with(dialect.withZeek());
    }

    /**
     * Sets the class of the records.
     *
     * @param type a record class, or any class that Jackson can make of an object with text fields;
     *     {@link com.fasterxml.jackson.annotation.JsonProperty} renames, as for the column {@code id.orig_h}
     * @param <T> type of the records
     * @return the source
     */
    public <T> FileSource<T> as(Class<T> type) {
        return new FileSource<>(files(), new CsvFormat<>(dialect, Objects.requireNonNull(type, "type")));
    }

    /**
     * Writes records as CSV: a header, then a row each, a column for each component, those of nested records spread out.
     * Values are written as their {@code toString()} ({@code Instant} as ISO 8601), null and an empty {@code Optional} as
     * an empty cell, an empty text in quotes. A record that is not of a record class has one column, {@code value}. Lines
     * end with a line feed. Without records the file is empty. It appears when the job has finished, in one piece; with checkpoints it
     * grows with each of them.
     *
     * @param path the file, replaced if it exists; packed if its name ends with {@code .gz} or {@code .zst}
     * @param <T> type of the records
     * @return the sink
     */
    public static <T> Sink<T> to(Path path) {
        return new FileSink<>(path, format());
    }

    /**
     * Writes files of CSV as {@link #to} does, each file with a header, into a directory of them.
     *
     * @param directory made if it does not exist; belongs to this sink
     * @param <T> type of the records
     * @return the sink, whose files are called {@code part-00000000.csv} and so on unless they are named
     */
    public static <T> DirectorySink<T> toDirectory(Path directory) {
        return DirectorySink.of(directory, format());
    }

    private static <T> FileFormat<T> format() {
        return new LineFileFormat<>("CSV", ".csv", CsvEncoder::new);
    }
}
