package dev.millrace.connector.files;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the files of a directory are called: {@code part-00000017.jsonl.gz}, and {@code .part-00000017.jsonl.gz.tmp} before they
 * are committed. Immutable.
 *
 * @param stem before the number
 * @param extension behind it
 */
record PartNames(String stem, String extension) {

    private static final Pattern NAME =
            Pattern.compile("([A-Za-z0-9_][A-Za-z0-9_-]{0,99})((?:\\.[A-Za-z0-9_-]{1,20}){0,5})");

    static PartNames of(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("files are named by letters, digits, _ and -, and extensions, as"
                    + " \"edits.jsonl.gz\", got \"" + name + "\"");
        }
        return new PartNames(matcher.group(1), matcher.group(2));
    }

    String visible(long number) {
        return String.format(Locale.ROOT, "%s-%08d%s", stem, number, extension);
    }

    /** Of a file that is not committed; the name of one that is. */
    static String hidden(String visible) {
        return "." + visible + ".tmp";
    }

    /** The number of a file, if it is called as one of these. */
    OptionalLong numberOf(String fileName) {
        Matcher matcher = Pattern.compile(Pattern.quote(stem) + "-([0-9]{8,18})" + Pattern.quote(extension))
                .matcher(fileName);
        return matcher.matches() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }

    /** What a file will be called when it is committed; the empty string if it is not one of these that waits for that. */
    String visibleName(String hidden) {
        if (!hidden.startsWith(".") || !hidden.endsWith(".tmp") || hidden.length() <= ".tmp".length()) {
            return "";
        }
        String visible = hidden.substring(1, hidden.length() - ".tmp".length());
        return numberOf(visible).isPresent() ? visible : "";
    }

    @Override
    public String toString() {
        return stem + "-*" + extension;
    }
}
