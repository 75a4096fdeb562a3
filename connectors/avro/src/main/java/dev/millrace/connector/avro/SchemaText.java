package dev.millrace.connector.avro;

import java.util.Locale;
import org.apache.avro.Schema;

/** What a schema is called in messages. */
final class SchemaText {

    private SchemaText() {}

    /** As {@code a string}, {@code an int (date)}. */
    static String of(Schema schema) {
        String text = switch (schema.getType()) {
            case RECORD, ENUM, FIXED -> schema.getType().getName() + " " + schema.getFullName();
            default -> schema.getType().getName().toLowerCase(Locale.ROOT);
        };
        Object logical = schema.getObjectProp("logicalType");
        return ("aeiou".indexOf(text.charAt(0)) >= 0 ? "an " : "a ")
                + text
                + (logical == null ? "" : " (" + logical + ")");
    }

    /** The name of its logical type, or of its plain one. */
    static String kind(Schema schema) {
        return schema.getLogicalType() == null
                ? schema.getType().getName()
                : schema.getLogicalType().getName();
    }
}
