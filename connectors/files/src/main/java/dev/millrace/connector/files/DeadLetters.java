package dev.millrace.connector.files;

import dev.millrace.api.failure.DeadLetter;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.type.Codecs;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Plays back the records of dead letters that {@code pipeline.deadLetters().write("letters", JsonLines.to(file))} has written.
 * Immutable.
 *
 * <pre>{@code
 * // What was no record when it was read, by the decoder of now:
 * pipeline.read("repaired", DeadLetters.in(file).of("edits").bytesAs(JsonLines.in(edits).as(Edit.class)));
 * // What an operator could not process:
 * pipeline.read("again", DeadLetters.in(file).of("prices").as(Edit.class));
 * }</pre>
 *
 * <p>A letter that does not give a record is a bad record of this source: it fails the job, or is set aside again.
 */
public final class DeadLetters extends FileInput<DeadLetters> {

    /** Of these alone; of all if there are none. */
    private final List<String> operators;

    private DeadLetters(FileSet files, List<String> operators) {
        super(files);
        this.operators = operators;
    }

    /**
     * Reads dead letters.
     *
     * @param path a file, or a directory of which each file is a split; {@code .gz} and {@code .zst} are unpacked
     * @return a description that lacks what becomes of them
     */
    public static DeadLetters in(Path path) {
        return new DeadLetters(new FileSet(path, null, false, LINE_BYTES_MAX), List.of());
    }

    @Override
    DeadLetters with(FileSet changed) {
        return new DeadLetters(changed, operators);
    }

    /**
     * Takes only what some operators could not process; the other letters are passed over.
     *
     * @param names of sources, operators or sinks in the pipeline that wrote the letters
     * @return a new description
     */
    public DeadLetters of(String... names) {
        if (names.length == 0) {
            throw new IllegalArgumentException("of() names no operator; leave it out for the letters of all");
        }
        return new DeadLetters(files(), List.of(names));
    }

    /**
     * Reads the letters themselves.
     *
     * @return the source
     */
    public FileSource<DeadLetter> letters() {
        return source(() -> letter -> letter);
    }

    /**
     * Reads the records that operators could not process, as they were when they came there.
     *
     * @param type their class, or a superclass or interface of it
     * @param <T> its type
     * @return the source
     */
    public <T> FileSource<T> as(Class<T> type) {
        return as(type, Codecs.STANDARD);
    }

    /**
     * Reads the records that operators could not process, where the pipeline had codecs of its own for them.
     *
     * @param type their class, or a superclass or interface of it
     * @param codecs that can read them
     * @param <T> its type
     * @return the source
     */
    public <T> FileSource<T> as(Class<T> type, Codecs codecs) {
        Objects.requireNonNull(type, "type");
        return source(() -> letter -> letter.record(type, codecs));
    }

    /**
     * Makes records of the bytes that a source could not decode.
     *
     * @param decoder makes a record of them; it may throw
     * @param <T> type of the records
     * @return the source
     */
    public <T> FileSource<T> bytes(ThrowingFunction<byte[], T> decoder) {
        Objects.requireNonNull(decoder, "decoder");
        return source(() -> letter -> decoder.apply(letter.bytes()));
    }

    /**
     * Decodes the bytes that a source could not decode as another source does: the same one, once it or the class of its
     * records has been repaired. What that source reads does not matter.
     *
     * @param like has the format
     * @param <T> type of the records
     * @return the source
     * @throws IllegalArgumentException if the lines of that format mean nothing without a header
     */
    public <T> FileSource<T> bytesAs(FileSource<T> like) {
        return bytesAs(like, bytes -> bytes);
    }

    /**
     * Repairs the bytes that a source could not decode, and then decodes them as another source does.
     *
     * @param like has the format
     * @param repair makes a line, without its end, that the format knows
     * @param <T> type of the records
     * @return the source
     * @throws IllegalArgumentException if the lines of that format mean nothing without a header
     */
    public <T> FileSource<T> bytesAs(FileSource<T> like, ThrowingFunction<byte[], byte[]> repair) {
        LineFormat<T> format = like.format();
        if (format.needsHeader()) {
            throw new IllegalArgumentException(
                    "a line of " + like.describe() + " means nothing without its header, which"
                            + " dead letters do not have; name the columns with header(...)");
        }
        return source(() -> {
            LineDecoder<T> decoder = format.newDecoder();
            return letter -> {
                byte[] line = repair.apply(letter.bytes());
                T value = decoder.decode(line, 0, line.length);
                if (value == null) {
                    throw new InvalidLineException("the bytes of this letter are no record, but a blank or a comment");
                }
                return value;
            };
        });
    }

    private <T> FileSource<T> source(LetterFormat.Opener<T> opener) {
        return new FileSource<>(files(), new LetterFormat<>(operators, opener));
    }
}
