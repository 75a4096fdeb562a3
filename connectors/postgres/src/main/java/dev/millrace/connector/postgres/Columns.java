package dev.millrace.connector.postgres;

import java.util.List;
import java.util.Locale;

/**
 * The columns of a table, as a message of the log or the catalog describes them. Decoders are bound to one, and bound anew when the table has changed.
 *
 * @param names in order
 */
record Columns(List<String> names) {

    /** What is the same for all spellings of a name. */
    private static String plain(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    /** Where the column of a field is, or -1. */
    int indexOf(String field) {
        for (int i = 0; i < names.size(); i++) {
            if (plain(names.get(i)).equals(plain(field))) {
                return i;
            }
        }
        return -1;
    }
}
