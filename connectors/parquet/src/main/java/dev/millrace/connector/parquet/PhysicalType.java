package dev.millrace.connector.parquet;

/** How values of a column are stored. In the order of their numbers in files. */
enum PhysicalType {
    BOOLEAN(0),
    INT32(4),
    INT64(8),
    INT96(12),
    FLOAT(4),
    DOUBLE(8),
    BYTE_ARRAY(4),
    FIXED_LEN_BYTE_ARRAY(0);

    private final int bytesMin;

    PhysicalType(int bytesMin) {
        this.bytesMin = bytesMin;
    }

    /** What a value takes at least, unless it is a bit or has the length that its column says. */
    int bytesMin() {
        return bytesMin;
    }

    static PhysicalType of(int number) throws InvalidParquetException {
        PhysicalType[] all = values();
        if (number < 0 || number >= all.length) {
            throw new InvalidParquetException("has a column of type " + number + ", which is unknown");
        }
        return all[number];
    }
}
