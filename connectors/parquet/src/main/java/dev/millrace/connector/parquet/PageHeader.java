package dev.millrace.connector.parquet;

/**
 * What stands before a page. Immutable.
 *
 * @param kind what the page has
 * @param packed how many bytes follow
 * @param unpacked how many they are unpacked, with levels
 * @param values how many the page has, with those that are absent
 * @param encoding of the values
 * @param levelEncoding of the levels, if there are some
 * @param levelBytes of the levels before the values, which are not packed; -1 if they are packed with them and have their length before them
 * @param isPacked whether the values are packed
 * @param bytes of the header itself
 */
record PageHeader(
        Kind kind,
        int packed,
        int unpacked,
        int values,
        int encoding,
        int levelEncoding,
        int levelBytes,
        boolean isPacked,
        int bytes) {

    static final int PLAIN = 0;
    static final int PLAIN_DICTIONARY = 2;
    static final int RLE = 3;
    static final int DELTA_BINARY_PACKED = 5;
    static final int DELTA_LENGTH_BYTE_ARRAY = 6;
    static final int DELTA_BYTE_ARRAY = 7;
    static final int RLE_DICTIONARY = 8;

    /** What a page has. */
    enum Kind {
        DATA,
        DICTIONARY,
        /** Nothing that is needed. */
        OTHER
    }

    /** The numbers of a header while it is read. */
    private static final class Numbers {

        private int type = -1;
        private int packed = -1;
        private int unpacked = -1;
        private int values = -1;
        private int encoding = -1;
        private int levels = RLE;
        private int levelBytes = -1;
        private int repetitionBytes;
        private boolean isPacked = true;
    }

    /** Reads the header at the beginning of some bytes. */
    static PageHeader read(byte[] bytes) throws InvalidParquetException {
        ThriftInput in = new ThriftInput(bytes, 0, bytes.length);
        Numbers of = new Numbers();
        in.root(id -> {
            switch (id) {
                case 1 -> of.type = in.i32();
                case 2 -> of.unpacked = in.i32();
                case 3 -> of.packed = in.i32();
                case 5 -> in.struct(field -> data(field, of, in));
                case 7 -> in.struct(field -> dictionary(field, of, in));
                case 8 -> in.struct(field -> data2(field, of, in));
                default -> {
                    // Nothing that is needed.
                }
            }
        });
        Kind kind = of.type == 0 || of.type == 3 ? Kind.DATA : of.type == 2 ? Kind.DICTIONARY : Kind.OTHER;
        boolean isDamaged = of.packed < 0 || of.unpacked < 0 || kind != Kind.OTHER && of.values < 0;
        if (isDamaged || of.repetitionBytes != 0 || of.type == 3 && of.levelBytes < 0) {
            throw new InvalidParquetException("has a page header that is damaged");
        }
        return new PageHeader(
                kind,
                of.packed,
                of.unpacked,
                of.values,
                of.encoding,
                of.levels,
                of.levelBytes,
                of.isPacked,
                in.position());
    }

    private static void data(int field, Numbers of, ThriftInput in) throws InvalidParquetException {
        switch (field) {
            case 1 -> of.values = in.i32();
            case 2 -> of.encoding = in.i32();
            case 3 -> of.levels = in.i32();
            default -> {
                // Nothing that is needed.
            }
        }
    }

    private static void dictionary(int field, Numbers of, ThriftInput in) throws InvalidParquetException {
        if (field == 1) {
            of.values = in.i32();
        } else if (field == 2) {
            of.encoding = in.i32();
        }
    }

    private static void data2(int field, Numbers of, ThriftInput in) throws InvalidParquetException {
        switch (field) {
            case 1 -> of.values = in.i32();
            case 4 -> of.encoding = in.i32();
            case 5 -> of.levelBytes = in.i32();
            case 6 -> of.repetitionBytes = in.i32();
            case 7 -> of.isPacked = in.bool();
            default -> {
                // Nothing that is needed.
            }
        }
    }
}
