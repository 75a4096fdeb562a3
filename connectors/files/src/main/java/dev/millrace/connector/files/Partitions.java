package dev.millrace.connector.files;

import dev.millrace.api.function.ThrowingFunction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** In which directory a record belongs, a level after the other. Immutable. */
record Partitions<T>(List<Level<T>> levels) {

    /** What Hive and its descendants write for a value that is missing. */
    static final String NO_VALUE = "__HIVE_DEFAULT_PARTITION__";

    /** A level of directories. */
    record Level<T>(@Nullable String name, ThrowingFunction<T, ? extends @Nullable Object> value) {

        String directory(T record) throws Exception {
            Object found = value.apply(record);
            String text = found == null ? "" : String.valueOf(found);
            String directory =
                    (name == null ? "" : name + "=") + (text.isEmpty() ? NO_VALUE : escaped(text, name == null));
            int length = directory.getBytes(StandardCharsets.UTF_8).length;
            if (length > NAME_BYTES_MAX) {
                throw new IllegalArgumentException("the name of a directory may have " + NAME_BYTES_MAX + " bytes, got "
                        + length + ": " + directory.substring(0, 40) + "...");
            }
            return directory;
        }
    }

    private static final int NAME_BYTES_MAX = 255;

    /** Those that Hive escapes. */
    private static final String ESCAPED = "\"#%'*/:=?\\{[]^\u007F";

    Partitions {
        levels = List.copyOf(levels);
    }

    Partitions<T> and(@Nullable String name, ThrowingFunction<T, ? extends @Nullable Object> value) {
        if (name != null && !name.matches("[A-Za-z0-9_][A-Za-z0-9_-]{0,99}")) {
            throw new IllegalArgumentException(
                    "a partition is named by letters, digits, _ and -, as \"day\", got \"" + name + "\"");
        }
        List<Level<T>> more = new ArrayList<>(levels);
        more.add(new Level<>(name, value));
        return new Partitions<>(more);
    }

    /** Relative to the root, as {@code day=2026-01-01/channel=en}; the empty string where there are no partitions. */
    String of(T record) throws Exception {
        if (levels.size() == 1) {
            return levels.get(0).directory(record);
        }
        StringBuilder path = new StringBuilder();
        for (Level<T> level : levels) {
            path.append(path.isEmpty() ? "" : "/").append(level.directory(record));
        }
        return path.toString();
    }

    /** As Hive does it; besides, a directory must not be hidden, nor be one of those above. */
    private static String escaped(String text, boolean isWholeName) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || ESCAPED.indexOf(c) >= 0 || (c == '.' && i == 0 && isWholeName)) {
                escaped.append(String.format("%%%02X", (int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    @Override
    public String toString() {
        return levels.stream()
                .map(level -> (level.name() == null ? "*" : level.name() + "=*") + "/")
                .collect(Collectors.joining());
    }
}
