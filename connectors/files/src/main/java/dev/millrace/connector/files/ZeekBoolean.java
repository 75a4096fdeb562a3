package dev.millrace.connector.files;

import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.deser.std.StdDeserializer;

/** Zeek writes booleans as {@code T} and {@code F}. Immutable. */
final class ZeekBoolean extends StdDeserializer<Boolean> {

    private final Class<Boolean> type;

    ZeekBoolean(Class<Boolean> type) {
        super(type);
        this.type = type;
    }

    @Override
    public Boolean deserialize(JsonParser parser, DeserializationContext context) {
        String text = parser.getString();
        if ("T".equals(text)) {
            return true;
        }
        return "F".equals(text) ? false : (Boolean) context.handleWeirdStringValue(type, text, "T or F expected");
    }

    @Override
    public Object getNullValue(DeserializationContext context) {
        if (type.isPrimitive() && context.isEnabled(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)) {
            return context.reportInputMismatch(this, "Cannot map `null` into type `boolean`");
        }
        return super.getNullValue(context);
    }
}
