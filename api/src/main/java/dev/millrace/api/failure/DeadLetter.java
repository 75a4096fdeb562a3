package dev.millrace.api.failure;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.Codecs;
import dev.millrace.api.type.ValueDecoder;
import dev.millrace.api.type.ValueEncoder;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A record that was set aside, in a form that any sink can write and that can be played back: what a
 * {@link FailedRecord} is, whatever the type of its record.
 *
 * @param operator name of the operator, source or sink that could not process the record
 * @param source name of the source that it came from; null where that is not known, as for the result of a window
 * @param split id of its split; null where the source is
 * @param position of the record in its split, in the terms of the connector; -1 where it is not known
 * @param place where the record came from, for people, as {@code 'edits', edits.json.gz, line 17}; null where the source is
 * @param timestamp event time; of a record that could not be decoded, or whose time could not be read, the greatest of
 *     the records before it in its split, or the epoch before there is one
 * @param error class of what was thrown, as {@code java.io.IOException}
 * @param message what was thrown said; null if it said nothing
 * @param stack where it was thrown, and what caused it
 * @param kind what {@code content} is
 * @param content the record, in Base64; null where it is {@link Kind#TEXT}
 * @param text the record, for people: as its {@code toString}, or its bytes as if they were UTF-8; at most
 *     {@link #TEXT_CHARACTERS_MAX} characters
 */
public record DeadLetter(
        String operator,
        @Nullable String source,
        @Nullable String split,
        long position,
        @Nullable String place,
        Instant timestamp,
        String error,
        @Nullable String message,
        String stack,
        Kind kind,
        @Nullable String content,
        String text) {

    /** The length at which {@code text} is cut off. */
    public static final int TEXT_CHARACTERS_MAX = 1_000;

    /** What is known of the record. */
    public enum Kind {
        /** The bytes that a source could not decode. */
        BYTES,
        /** The record as the operator got it, encoded with its schema as in checkpoints. */
        RECORD,
        /** Its text alone: records of its class cannot be stored. A codec for the pipeline changes that. */
        TEXT
    }

    /**
     * Makes a letter of a failed record.
     *
     * @param failed the record
     * @param codecs of the pipeline
     * @return the letter; of kind {@link Kind#TEXT} if the record cannot be encoded
     */
    public static DeadLetter of(FailedRecord<?> failed, Codecs codecs) {
        RecordOrigin origin = failed.origin();
        Object record = failed.record();
        Kind kind = Kind.RECORD;
        byte @Nullable [] content;
        if (record instanceof byte[] undecoded) {
            kind = Kind.BYTES;
            content = undecoded;
        } else {
            content = encoded(record, codecs);
            kind = content == null ? Kind.TEXT : kind;
        }
        return new DeadLetter(
                failed.operator(),
                origin == null ? null : origin.source(),
                origin == null ? null : origin.split(),
                origin == null ? -1 : origin.position(),
                failed.position(),
                failed.timestamp(),
                failed.error(),
                failed.message(),
                failed.stack(),
                kind,
                content == null ? null : Base64.getEncoder().encodeToString(content),
                text(record));
    }

    private static byte @Nullable [] encoded(Object record, Codecs codecs) {
        ValueEncoder encoder = new ValueEncoder(codecs);
        BinaryOutput value = new BinaryOutput();
        try {
            encoder.write(record, value);
        } catch (RuntimeException unstorable) {
            // Or the accessor of a field throws, which may be why the record failed.
            return null;
        }
        BinaryOutput schemas = new BinaryOutput();
        encoder.writeSchemas(schemas);
        BinaryOutput all = new BinaryOutput();
        all.writeVarint(schemas.size());
        all.writeRaw(schemas);
        all.writeRaw(value);
        return all.toByteArray();
    }

    private static String text(Object record) {
        String text;
        try {
            text = record instanceof byte[] bytes
                    ? new String(bytes, 0, Math.min(bytes.length, 4 * TEXT_CHARACTERS_MAX), UTF_8)
                    : String.valueOf(record);
        } catch (RuntimeException itsOwn) {
            text = record.getClass().getName();
        }
        return text.length() <= TEXT_CHARACTERS_MAX ? text : text.substring(0, TEXT_CHARACTERS_MAX);
    }

    /**
     * The bytes that a source could not decode.
     *
     * @return the bytes
     * @throws IllegalStateException if the letter is of another kind
     */
    public byte[] bytes() {
        return content(Kind.BYTES);
    }

    /**
     * The record that an operator could not process.
     *
     * @param type its class, or a superclass or interface of it
     * @param codecs of the pipeline
     * @param <T> its type
     * @return equal to what the operator got
     * @throws IllegalStateException if the letter is of another kind
     * @throws IllegalArgumentException if the class of the record is gone or has changed so that it cannot be read
     * @throws ClassCastException if the record is of another class
     */
    public <T> T record(Class<T> type, Codecs codecs) {
        BinaryInput in = new BinaryInput(content(Kind.RECORD));
        Object record = new ValueDecoder(new BinaryInput(in.readBytes()), codecs.knowing(type)).read(in);
        if (!type.isInstance(record)) {
            throw new ClassCastException("the record of this letter is a "
                    + (record == null ? "null" : record.getClass().getName()) + ", not a " + type.getName()
                    + "; it failed in '" + operator + "', so ask for that operator's records alone");
        }
        return type.cast(record);
    }

    private byte[] content(Kind wanted) {
        if (kind != wanted || content == null) {
            throw new IllegalStateException("the letter of '" + operator + "'" + (place == null ? "" : " at " + place)
                    + " has " + (kind == Kind.BYTES ? "the bytes of a record that was not decoded" : describe(kind))
                    + ", not " + describe(wanted));
        }
        return Base64.getDecoder().decode(content);
    }

    private static String describe(Kind kind) {
        return switch (kind) {
            case BYTES -> "bytes";
            case RECORD -> "a record";
            case TEXT -> "no record but its text, since records of its class cannot be stored";
        };
    }
}
