package dev.millrace.connector.parquet;

/** How values of a column are stored. */
enum PhysicalType {
    BOOLEAN(0, 0),
    INT32(1, 4),
    INT64(2, 8),
    INT96(3, 12),
    FLOAT(4, 4),
    DOUBLE(5, 8),
    BYTE_ARRAY(6, 4),
    FIXED_LEN_BYTE_ARRAY(7, 0);

    private final int number;
    private final int bytesMin;

    PhysicalType(int number, int bytesMin) {
        this.number = number;
        this.bytesMin = bytesMin;
    }

    /** As files have it. */
    int number() {
        return number;
    }

    /** What a value takes at least, unless it is a bit or has the length that its column says. */
    int bytesMin() {
        return bytesMin;
    }

    static PhysicalType of(int number) throws InvalidParquetException {
        for (PhysicalType each : values()) {
            if (each.number == number) {
                return each;
            }
        }
        throw new InvalidParquetException("has a column of type " + number + ", which is unknown");
    }
}
