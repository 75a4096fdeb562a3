package dev.millrace.connector.parquet;

/**
 * What a file may make be allocated. Immutable.
 *
 * @param pageBytesMax bytes of a page, packed or unpacked
 * @param footerBytesMax bytes of the footer
 */
record ParquetLimits(int pageBytesMax, int footerBytesMax) {

    ParquetLimits {
        if (pageBytesMax < 1 || footerBytesMax < 1) {
            throw new IllegalArgumentException("pageBytesMax and footerBytesMax must be at least 1, got " + pageBytesMax
                    + " and " + footerBytesMax);
        }
    }
}
