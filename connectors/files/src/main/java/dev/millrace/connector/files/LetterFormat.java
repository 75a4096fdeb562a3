package dev.millrace.connector.files;

import dev.millrace.api.failure.DeadLetter;
import dev.millrace.api.function.ThrowingFunction;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;

/**
 * Lines that are dead letters, and what is made of them. Immutable and thread-safe.
 *
 * @param operators whose letters are taken; all if there are none
 * @param opener makes what opens letters, for one reader
 * @param <T> type of the records
 */
record LetterFormat<T>(List<String> operators, Opener<T> opener) implements LineFormat<T> {

    private static final ObjectReader LETTERS = JsonLines.mapper(false).readerFor(DeadLetter.class);

    /** Makes what opens letters. */
    @FunctionalInterface
    interface Opener<T> {
        ThrowingFunction<DeadLetter, T> open();
    }

    @Override
    public String name() {
        return "dead letters" + (operators.isEmpty() ? "" : " of " + operators);
    }

    @Override
    public LineDecoder<T> newDecoder() {
        ThrowingFunction<DeadLetter, T> open = opener.open();
        return (buffer, offset, length) -> {
            if (LineDecoder.isBlank(buffer, offset, length)) {
                return null;
            }
            DeadLetter letter = LETTERS.readValue(buffer, offset, length);
            return operators.isEmpty() || operators.contains(letter.operator()) ? record(open, letter) : null;
        };
    }

    private T record(ThrowingFunction<DeadLetter, T> open, DeadLetter letter) throws InvalidLineException {
        try {
            return open.apply(letter);
        } catch (JacksonException invalid) {
            throw again(letter, BadRecordReason.of(invalid));
        } catch (Exception invalid) {
            throw again(letter, String.valueOf(invalid.getMessage()));
        }
    }

    private static InvalidLineException again(DeadLetter letter, String reason) {
        return new InvalidLineException("the letter of '" + letter.operator() + "'"
                + (letter.place() == null ? "" : " at " + letter.place()) + " gives no record: " + reason);
    }
}
