package dev.millrace.connector.parquet;

/**
 * A column of a file. Immutable.
 *
 * @param name of the field
 * @param type how values are stored
 * @param length of values of a fixed length, in bytes; 0 otherwise
 * @param isOptional whether values may be absent
 * @param meaning of the values
 */
record ColumnSchema(String name, PhysicalType type, int length, boolean isOptional, Meaning meaning) {

    /** For messages. */
    String described() {
        return type
                + (type == PhysicalType.FIXED_LEN_BYTE_ARRAY ? "(" + length + ")" : "")
                + (meaning.kind() == Meaning.Kind.PLAIN ? "" : " as " + meaning);
    }
}
