package dev.millrace.api.aggregate;

/**
 * The straight line with the least squared vertical distance to all points.
 *
 * @param slope change of y for each unit of x; NaN if all points have the same x, as one point has
 * @param intercept y where x is 0; NaN if the slope is
 */
public record LinearTrend(double slope, double intercept) {

    /**
     * The line's y.
     *
     * @param x where
     * @return {@code intercept + slope * x}; NaN if the slope is
     */
    public double at(double x) {
        return Math.fma(slope, x, intercept);
    }
}
