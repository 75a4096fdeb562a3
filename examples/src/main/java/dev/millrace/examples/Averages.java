package dev.millrace.examples;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** How the examples print averages, so that results can be compared byte for byte. */
final class Averages {

    private static final int DECIMALS = 6;

    private Averages() {}

    /**
     * The exact value of {@code sum / count}, rounded once, half-even. A double would be rounded twice: to binary, and
     * when it is printed.
     */
    static BigDecimal exact(long sum, long count) {
        return exact(BigDecimal.valueOf(sum), count);
    }

    /** The same of decimal numbers, whose sum is exact, too. */
    static BigDecimal exact(BigDecimal sum, long count) {
        return sum.divide(BigDecimal.valueOf(count), DECIMALS, RoundingMode.HALF_EVEN);
    }
}
