package dev.millrace.engine.checkpoint;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.CorruptDataException;
import dev.millrace.api.type.ValueDecoder;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fields of entries have no schema: only the operator that wrote them knows them. Those of the lists that people look for are
 * known here by the name of the list, in one letter for each field:
 *
 * <pre>
 * t  a time              b  a truth value        s  a text
 * v  a value             o  an origin, not shown
 * u  a truth value, and a time if it is true: when something was used last
 * n  a number           r  all the rest, in hexadecimal digits
 * </pre>
 *
 * <p>In parentheses they are repeated to the end, and each group is one text. Of several layouts the first one counts that takes all bytes of the entry.
 */
final class FieldLayouts {

    private static final Map<String, List<String>> BY_NAME = new LinkedHashMap<>();

    static {
        // By the first part of the name, what states of process functions are.
        BY_NAME.put("value.", List.of("uv"));
        BY_NAME.put("list.", List.of("(uv)"));
        BY_NAME.put("map.", List.of("(uvv)"));
        BY_NAME.put("timers.", List.of("(t)"));
        BY_NAME.put("expiry.", List.of("nt"));
        // By the last part, the windows of a window operator, by their place in the pipeline.
        BY_NAME.put(".slices", List.of("tbr"));
        BY_NAME.put(".windows", List.of("ttbtr"));
        BY_NAME.put("time", List.of("t", "ts", "tb"));
        BY_NAME.put("firsts", List.of("t"));
        BY_NAME.put("left", List.of("(tovb)"));
        BY_NAME.put("right", List.of("(tovb)"));
        BY_NAME.put("waiting", List.of("tov"));
        BY_NAME.put("versions", List.of("tvo", "tv"));
        // Of tables: the value of a row, its key, and the time and origin of its last change.
        BY_NAME.put("rows", List.of("vvto", "vvt", "vv"));
    }

    private FieldLayouts() {}

    /** Reads all fields as text; null if they are not known. */
    static @Nullable List<String> read(String list, BinaryInput fields, ValueDecoder values) {
        for (String layout : layouts(list)) {
            BinaryInput copy = fields.copy();
            try {
                List<String> texts = readAll(layout, copy, values);
                if (copy.remaining() == 0) {
                    return texts;
                }
            } catch (CorruptDataException otherwise) {
                // Another operator's list of the same name.
            }
        }
        return null;
    }

    private static List<String> layouts(String list) {
        List<String> exact = BY_NAME.get(list);
        if (exact != null) {
            return exact;
        }
        for (Map.Entry<String, List<String>> each : BY_NAME.entrySet()) {
            String name = each.getKey();
            if (name.endsWith(".") && list.startsWith(name) || name.startsWith(".") && list.endsWith(name)) {
                return each.getValue();
            }
        }
        return List.of();
    }

    private static List<String> readAll(String layout, BinaryInput in, ValueDecoder values) {
        List<String> texts = new ArrayList<>();
        if (!layout.startsWith("(")) {
            readOnce(layout, in, values, texts);
            return texts;
        }
        String repeated = layout.substring(1, layout.length() - 1);
        while (in.remaining() > 0) {
            List<String> group = new ArrayList<>();
            readOnce(repeated, in, values, group);
            texts.add(String.join(" ", group));
        }
        return texts;
    }

    private static void readOnce(String layout, BinaryInput in, ValueDecoder values, List<String> texts) {
        for (int i = 0; i < layout.length(); i++) {
            String text = readField(layout.charAt(i), in, values);
            if (text != null) {
                texts.add(text);
            }
        }
    }

    private static @Nullable String readField(char field, BinaryInput in, ValueDecoder values) {
        switch (field) {
            case 't' -> {
                return time(in.readSigned());
            }
            case 'n' -> {
                return Long.toString(in.readSigned());
            }
            case 'b' -> {
                return Boolean.toString(in.readBoolean());
            }
            case 's' -> {
                return in.readString();
            }
            case 'v' -> {
                return String.valueOf(values.read(in));
            }
            case 'o' -> {
                in.readLong();
                return null;
            }
            case 'u' -> {
                return in.readBoolean() ? "used " + time(in.readSigned()) : null;
            }
            case 'r' -> {
                return "0x" + hex(in);
            }
            default -> throw new AssertionError(field);
        }
    }

    /** A time as people read it. */
    static String time(long millis) {
        if (millis == Long.MIN_VALUE || millis == Long.MAX_VALUE) {
            return millis < 0 ? "-" : "end";
        }
        try {
            return Instant.ofEpochMilli(millis).toString();
        } catch (DateTimeException outOfRange) {
            return Long.toString(millis);
        }
    }

    /** All bytes that are left. */
    static String hex(BinaryInput in) {
        return HexFormat.of().formatHex(in.readRest());
    }
}
