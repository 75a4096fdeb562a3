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
 * Fields of entries have no schema: only the operator that wrote them knows them. What they are is known here by the name of
 * the list, in one letter for each field:
 *
 * <pre>
 * t  a time              b  a truth value        s  a text             n  a number
 * v  a value             o  an origin, not shown
 * u  a truth value, and a time if it is true: when something was used last
 * k  a value, and its key if it is not null: the row of a table
 * r  all the rest, in hexadecimal digits
 * ?x       a truth value, and x if it is true
 * (xyz)    again and again up to the end, each time one text
 * #(xyz)   a number, and then so many of them, each one text
 * </pre>
 *
 * <p>Several operators call a list of theirs alike. Then that layout is taken which fits all of the first entries of the list.
 */
final class FieldLayouts {

    /** Of a row that waits in a chain: side, time, origin, record, and until when windows had closed for it. */
    private static final String CHAINED = "(ntov?t)";

    /** Of a reference to a row of a table: number, own key, key of that row. */
    private static final String REFERENCE = "(nvv)";

    /** Of an answer to one. */
    private static final String ANSWER = "(?" + REFERENCE + "v)";

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
        BY_NAME.put(".rows", List.of("ttov", "tovn", "tov"));
        BY_NAME.put(".early", List.of("n"));
        BY_NAME.put("layout", List.of("s"));
        BY_NAME.put("time", List.of("t", "ts", "tb"));
        BY_NAME.put("firsts", List.of("t"));
        // Of joins: near in time, in windows, as of a time.
        BY_NAME.put("left", List.of("(tovb)"));
        BY_NAME.put("right", List.of("(tovb)"));
        BY_NAME.put("queued", List.of(CHAINED));
        BY_NAME.put("open", List.of(CHAINED));
        BY_NAME.put("windows", List.of("tt" + CHAINED));
        BY_NAME.put("waiting", List.of("tovn", "tov"));
        BY_NAME.put("histories", List.of("(tv?o)", "nv(tv?o)"));
        BY_NAME.put("versions", List.of("tvo", "tv", "nvtvo", "nvtv"));
        // Of patterns: when and how many rows, those that are kept, and of each attempt what was taken and what may
        // follow; and which rows were set aside.
        BY_NAME.put("searches", List.of("tn#(ntov)#(#(nnn)#(nnn))", "tn#(ntov)#(#(nnn)#(nnn))#(n)"));
        // Of foreign keys.
        BY_NAME.put("count", List.of("n"));
        BY_NAME.put("greatest", List.of("n"));
        BY_NAME.put("references", List.of("nvv"));
        BY_NAME.put("given", List.of("b"));
        // Of rankings: number of the change, key and value.
        BY_NAME.put("ranked", List.of("nvv"));
        // Of joined tables, a table with the time and origin of changes, others, the two steps of a foreign key, and
        // lookups.
        BY_NAME.put(
                "rows",
                List.of(
                        "vvtk",
                        "kto",
                        "kt",
                        "vv",
                        "t?v?" + REFERENCE + "?" + ANSWER + "?" + ANSWER + "k",
                        "tv" + REFERENCE,
                        "#(tov?t)"));
    }

    private FieldLayouts() {}

    /** What the entries of a list may look like; nothing if that is not known. */
    static List<String> of(String list) {
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

    /** Reads all fields as text by the first layout that takes all bytes of the entry; null if none does. */
    static @Nullable List<String> read(List<String> layouts, BinaryInput fields, ValueDecoder values) {
        for (String layout : layouts) {
            BinaryInput copy = fields.copy();
            List<String> texts = new ArrayList<>();
            try {
                readAll(layout, copy, values, texts);
                if (copy.remaining() == 0) {
                    return texts;
                }
            } catch (CorruptDataException otherwise) {
                // Another operator's list of the same name.
            }
        }
        return null;
    }

    private static void readAll(String layout, BinaryInput in, ValueDecoder values, List<String> texts) {
        for (int at = 0; at < layout.length(); at = endOfUnit(layout, at)) {
            switch (layout.charAt(at)) {
                case '(' -> {
                    while (in.remaining() > 0) {
                        readGroup(layout, at, in, values, texts);
                    }
                }
                case '#' -> {
                    long count = in.readSigned();
                    if (count < 0 || count > in.remaining()) {
                        throw new CorruptDataException(count + " groups in " + in.remaining() + " bytes");
                    }
                    for (long left = count; left > 0; left--) {
                        readGroup(layout, at + 1, in, values, texts);
                    }
                }
                case '?' -> {
                    if (in.readBoolean()) {
                        readAll(unit(layout, at + 1), in, values, texts);
                    }
                }
                default -> readField(layout.charAt(at), in, values, texts);
            }
        }
    }

    /** Reads what is in parentheses, once and as one text. */
    private static void readGroup(String layout, int at, BinaryInput in, ValueDecoder values, List<String> texts) {
        List<String> group = new ArrayList<>();
        readAll(unit(layout, at), in, values, group);
        texts.add(String.join(" ", group));
    }

    /** One letter, or what is in parentheses. */
    private static String unit(String layout, int at) {
        int end = endOfUnit(layout, at);
        return layout.charAt(at) == '(' ? layout.substring(at + 1, end - 1) : layout.substring(at, end);
    }

    private static int endOfUnit(String layout, int at) {
        char first = layout.charAt(at);
        if (first == '#' || first == '?') {
            return endOfUnit(layout, at + 1);
        }
        int open = 0;
        int end = at;
        do {
            open += layout.charAt(end) == '(' ? 1 : layout.charAt(end) == ')' ? -1 : 0;
            end++;
        } while (open > 0);
        return end;
    }

    private static void readField(char field, BinaryInput in, ValueDecoder values, List<String> texts) {
        switch (field) {
            case 't' -> texts.add(time(in.readSigned()));
            case 'n' -> texts.add(Long.toString(in.readSigned()));
            case 'b' -> texts.add(Boolean.toString(in.readBoolean()));
            case 's' -> texts.add(in.readString());
            case 'v' -> texts.add(String.valueOf(values.read(in)));
            case 'k' -> {
                Object value = values.read(in);
                texts.add(String.valueOf(value));
                if (value != null) {
                    texts.add(String.valueOf(values.read(in)));
                }
            }
            case 'o' -> in.readLong();
            case 'u' -> {
                if (in.readBoolean()) {
                    texts.add("used " + time(in.readSigned()));
                }
            }
            case 'r' -> texts.add("0x" + hex(in));
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
