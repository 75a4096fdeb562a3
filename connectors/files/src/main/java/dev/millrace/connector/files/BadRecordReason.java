package dev.millrace.connector.files;

import java.util.Arrays;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Turns what Jackson says into one sentence for somebody who knows the file but not Jackson. */
final class BadRecordReason {

    private static final int VALUE_CHARS_MAX = 80;

    /** Locations inside a line that was cut out of its file, and settings that are not the user's to change. */
    private static final Pattern NOISE = Pattern.compile(
            "\\s*(\\n.*|\\(start marker at .*|\\(set Deserialization.*|\\(disable `Deserialization.*"
                    + "|\\(through reference.*|\\(although at least one Creator exists\\)| at \\[Source.*|\\(REDACTED.*)",
            Pattern.DOTALL);

    private static final Pattern QUALIFIED_NAME = Pattern.compile("(?<=`)(?:\\w+[.$])+(?=\\w+`)");

    private BadRecordReason() {}

    static String of(JacksonException thrown) {
        String path = path(thrown);
        String field = path.isEmpty() ? "the record" : "'" + path + "'";
        if (thrown instanceof InvalidFormatException format && format.getTargetType() != null) {
            return field + " must be " + expected(format.getTargetType()) + ", got " + quoted(format.getValue());
        }
        if (thrown instanceof UnrecognizedPropertyException unknown) {
            return "the field '" + path + "' is not in "
                    + unknown.getReferringClass().getSimpleName() + ", and reading is strict";
        }
        String message =
                NOISE.matcher(String.valueOf(thrown.getOriginalMessage())).replaceAll("");
        if (thrown instanceof MismatchedInputException mismatch) {
            if (message.startsWith("Missing required creator property") || message.startsWith("Missing creator")) {
                return field + " is missing; a field of a primitive type must be there";
            }
            if (message.startsWith("Cannot map `null`") || message.startsWith("Cannot coerce `null`")) {
                return field + " must be " + expected(mismatch.getTargetType()) + ", but it is null or empty";
            }
            if (message.startsWith("Trailing token")) {
                return "a second value follows in the same line";
            }
        }
        return (path.isEmpty() ? "" : field + ": ")
                + QUALIFIED_NAME.matcher(message).replaceAll("");
    }

    private static String path(JacksonException thrown) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference step : thrown.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return path.toString();
    }

    private static String expected(Class<?> type) {
        if (type.isEnum()) {
            return "one of " + Arrays.toString(type.getEnumConstants());
        }
        return withArticle(type);
    }

    /** As {@code a long}, {@code an Instant}. */
    static String withArticle(Class<?> type) {
        String name = type.getSimpleName();
        return ("AEIOUaeiou".indexOf(name.charAt(0)) >= 0 ? "an " : "a ") + name;
    }

    private static String quoted(Object value) {
        String text = String.valueOf(value);
        String shown = text.length() <= VALUE_CHARS_MAX ? text : text.substring(0, VALUE_CHARS_MAX) + "...";
        return value instanceof CharSequence ? '"' + shown + '"' : shown;
    }
}
