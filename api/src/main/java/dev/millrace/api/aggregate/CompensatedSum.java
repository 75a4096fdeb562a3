package dev.millrace.api.aggregate;

/**
 * The sum of doubles in twice their precision, and their count.
 *
 * <p>A sum is kept as two doubles, {@code high + low} with {@code high} the double nearest to both. Numbers are added by
 * {@code DWPlusFP} and sums merged by {@code AccurateDWPlusDW}; see Joldes, Muller, Popescu: Tight and rigorous error
 * bounds for basic building blocks of double-word arithmetic, ACM TOMS 44(2), 2017, algorithms 4 and 6. Each addition
 * has an error of less than 3 · 2<sup>-106</sup> of its result, also under cancellation.
 *
 * <p>So that no order of finite numbers overflows where another does not, numbers from 2<sup>960</sup> on are summed
 * apart, scaled down by a power of two, which is exact: 2<sup>63</sup> of either kind stay finite. Infinities and NaN
 * are summed apart too, as IEEE does it.
 */
record CompensatedSum(String name) implements Fold {

    private static final double HUGE = 0x1p960;
    private static final double SCALE = 0x1p128;
    private static final double UNSCALABLE = 0x1p1022 / SCALE;

    private static final int COUNT = 0;
    private static final int SUM = 1;
    private static final int HUGE_SUM = 3;
    private static final int SPECIAL = 5;
    private static final int WIDTH = 6;

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public void clear(long[] cells, int at) {
        java.util.Arrays.fill(cells, at, at + WIDTH, 0); // the bits of 0.0
    }

    @Override
    public void add(long[] cells, int at, long number) {
        double value = Double.longBitsToDouble(number);
        double magnitude = Math.abs(value);
        cells[at + COUNT]++;
        if (magnitude < HUGE) {
            add(cells, at + SUM, value);
        } else if (magnitude <= Double.MAX_VALUE) {
            add(cells, at + HUGE_SUM, value / SCALE);
        } else {
            set(cells, at + SPECIAL, get(cells, at + SPECIAL) + value);
        }
    }

    /** Algorithm 4. */
    private static void add(long[] cells, int at, double number) {
        double high = get(cells, at);
        double sum = high + number;
        normalize(cells, at, sum, get(cells, at + 1) + errorOf(sum, high, number));
    }

    @Override
    public void merge(long[] cells, int at, long[] others, int otherAt) {
        cells[at + COUNT] += others[otherAt + COUNT];
        add(cells, at + SUM, get(others, otherAt + SUM), get(others, otherAt + SUM + 1));
        add(cells, at + HUGE_SUM, get(others, otherAt + HUGE_SUM), get(others, otherAt + HUGE_SUM + 1));
        set(cells, at + SPECIAL, get(cells, at + SPECIAL) + get(others, otherAt + SPECIAL));
    }

    /** Algorithm 6. */
    private static void add(long[] cells, int at, double otherHigh, double otherLow) {
        double high = get(cells, at);
        double low = get(cells, at + 1);
        double highs = high + otherHigh;
        double lows = low + otherLow;
        normalize(cells, at, highs, errorOf(highs, high, otherHigh) + lows);
        double rest = errorOf(lows, low, otherLow) + get(cells, at + 1);
        normalize(cells, at, get(cells, at), rest);
    }

    /** What was lost when {@code sum = a + b} was rounded: exact, by Knuth's TwoSum. */
    private static double errorOf(double sum, double a, double b) {
        double bRounded = sum - a;
        return (a - (sum - bRounded)) + (b - bRounded);
    }

    /** Keeps a sum so that its high part is the nearest double: Dekker's Fast2Sum. */
    private static void normalize(long[] cells, int at, double large, double small) {
        double high = large + small;
        set(cells, at, high);
        set(cells, at + 1, small - (high - large));
    }

    /** Reads the sum. Zero is positive. */
    static double sum(long[] cells, int at) {
        return read(cells, at, 1);
    }

    /** Reads the mean of at least one number. It is finite if the numbers are, also where the sum is not. */
    static double average(long[] cells, int at) {
        return read(cells, at, cells[at + COUNT]);
    }

    static long count(long[] cells, int at) {
        return cells[at + COUNT];
    }

    private static double read(long[] cells, int at, long divisor) {
        double special = get(cells, at + SPECIAL);
        if (special != 0) {
            return special;
        }
        double hugeHigh = get(cells, at + HUGE_SUM);
        boolean isScaled = Math.abs(hugeHigh) >= UNSCALABLE;
        double scale = isScaled ? SCALE : 1;
        double unscale = isScaled ? 1 : SCALE;
        long[] total = new long[2];
        set(total, 0, hugeHigh * unscale);
        set(total, 1, get(cells, at + HUGE_SUM + 1) * unscale);
        add(total, 0, get(cells, at + SUM) / scale, get(cells, at + SUM + 1) / scale);
        double high = get(total, 0);
        double quotient = high / divisor;
        // One step of long division: the remainder of the high part is exact, by the fused operation.
        double rest = (Math.fma(-quotient, (double) divisor, high) + get(total, 1)) / divisor;
        return (quotient + rest) * scale + 0.0;
    }

    private static double get(long[] cells, int at) {
        return Double.longBitsToDouble(cells[at]);
    }

    private static void set(long[] cells, int at, double value) {
        cells[at] = Double.doubleToRawLongBits(value);
    }

    @Override
    public String describe() {
        return name;
    }
}
