package dev.millrace.api.type;

/** How values are read that were written by the schema that this was made of. Immutable and thread-safe. */
interface StoredShape {

    /**
     * Reads a value.
     *
     * @throws OutgrownException if that cannot become a value of a class there is now
     */
    Object read(ValueDecoder values, BinaryInput in);

    /** Passes over a value, without making it. */
    void skip(ValueDecoder values, BinaryInput in);

    /** What becomes of the values that were stored. */
    SchemaVerdict verdict();
}
