package dev.millrace.connector.parquet;

/**
 * The encodings DELTA_LENGTH_BYTE_ARRAY, all lengths and then all bytes, and DELTA_BYTE_ARRAY, which has before them how many bytes each value shares with
 * the one before it. Owned by one thread.
 */
final class DeltaTexts implements PageValues {

    private final byte[] bytes;
    private final int[] shared;
    private final int[] lengths;
    private final int bytesMax;
    private int position;
    private int index;
    private byte[] last = {};

    /**
     * Reads the lengths.
     *
     * @param valuesMax how many there may be
     * @param bytesMax of one value
     */
    DeltaTexts(byte[] bytes, int from, boolean isShared, int valuesMax, int bytesMax) throws InvalidParquetException {
        this.bytes = bytes;
        this.bytesMax = bytesMax;
        position = from;
        shared = isShared ? numbers(valuesMax) : new int[0];
        lengths = numbers(valuesMax);
        if (isShared && shared.length != lengths.length) {
            throw new InvalidParquetException("has " + shared.length + " beginnings and " + lengths.length + " ends");
        }
    }

    private int[] numbers(int valuesMax) throws InvalidParquetException {
        DeltaNumbers packed = new DeltaNumbers(bytes, position);
        if (packed.total() < 0 || packed.total() > valuesMax) {
            throw new InvalidParquetException(
                    "has " + packed.total() + " lengths, and may have " + valuesMax + " by its size");
        }
        int[] numbers = new int[(int) packed.total()];
        for (int i = 0; i < numbers.length; i++) {
            long number = packed.next();
            if (number < 0 || number > bytesMax) {
                throw new InvalidParquetException("has a value of " + number + " bytes");
            }
            numbers[i] = (int) number;
        }
        position = packed.end();
        return numbers;
    }

    @Override
    public Object next() throws InvalidParquetException {
        if (index >= lengths.length) {
            throw new InvalidParquetException("has " + lengths.length + " values, and more are wanted");
        }
        int length = lengths[index];
        int before = shared.length == 0 ? 0 : shared[index];
        index++;
        if (length > bytes.length - position || before > last.length || before + length > bytesMax) {
            throw new InvalidParquetException("has a value of " + before + " bytes of the one before and " + length
                    + " more, where " + (bytes.length - position) + " are left");
        }
        byte[] value = new byte[before + length];
        System.arraycopy(last, 0, value, 0, before);
        System.arraycopy(bytes, position, value, before, length);
        position += length;
        last = value;
        return value.clone();
    }
}
