package dev.millrace.api.window;

import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.ChronoField;

/**
 * Windows of days, weeks, months or years, as the clocks of a zone show them. A window is as long as its days are: 23 or
 * 25 hours where clocks change, 28 to 31 days for a month. They follow each other without gap or overlap.
 *
 * <p>A window starts when a local day does, see {@link LocalDate#atStartOfDay(ZoneId)}: where clocks skip midnight, at the
 * first moment after it; where midnight comes twice, at the first one. A day that the zone skipped has no window.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>Window {@code k} starts with the day {@code anchor + k * period}, counted from the anchor each time, so that months
 * that start on a 31st do not drift to the 28th. The start of a day is the first moment at which local clocks show that day
 * or a later one, so starts never decrease with {@code k}, and the window of the local date of a time cannot start after
 * it. A later one can start before it, where clocks are set back over midnight: one or two steps on, no more.
 *
 * @param period days, weeks, months or years, one of them; at most 1,000 years
 * @param zone whose clocks count
 * @param anchor a day on which a window starts; a month that is too short for its day of month starts one on its last
 */
@SuppressWarnings("JavaPeriodGetDays") // a period has one unit, so its days are all of it
public record CalendarWindow(Period period, ZoneId zone, LocalDate anchor) implements AlignedWindows {

    private static final int YEARS_MAX = 1_000;
    private static final int MONTHS_MAX = 12 * YEARS_MAX;
    private static final int DAYS_MAX = 365 * YEARS_MAX;

    private static final int DAYS_OF_WEEK = 7;
    private static final LocalDate A_FIRST_OF_JANUARY = LocalDate.ofEpochDay(0);
    private static final LocalDate A_MONDAY = A_FIRST_OF_JANUARY.plusDays(4);

    /** Validates. */
    public CalendarWindow {
        requireOneUnit(period);
        requireLength("days", period.getDays(), DAYS_MAX, period);
        requireLength("months", period.getMonths(), MONTHS_MAX, period);
        requireLength("years", period.getYears(), YEARS_MAX, period);
    }

    private static void requireOneUnit(Period period) {
        int units = Math.abs(Integer.signum(period.getDays()))
                + Math.abs(Integer.signum(period.getMonths()))
                + Math.abs(Integer.signum(period.getYears()));
        if (units == 0) {
            throw new IllegalArgumentException("the period of a calendar window must be positive, got " + period);
        }
        if (units > 1) {
            throw new IllegalArgumentException(
                    "the period of a calendar window must be in days, weeks, months or years,"
                            + " got a mixed one, " + period
                            + "; write years and months as months; days have no fixed length in months");
        }
    }

    private static void requireLength(String unit, int length, int max, Period period) {
        if (length < 0 || length > max) {
            throw new IllegalArgumentException("the period of a calendar window must be positive and at most " + max
                    + " " + unit + ", got " + period);
        }
    }

    /** The windows of a period that start where people expect it. */
    static CalendarWindow of(Period period, ZoneId zone) {
        return new CalendarWindow(period, zone, usualAnchor(period));
    }

    private static LocalDate usualAnchor(Period period) {
        return isWeeks(period) ? A_MONDAY : A_FIRST_OF_JANUARY;
    }

    private static boolean isWeeks(Period period) {
        return period.getDays() > 0 && period.getDays() % DAYS_OF_WEEK == 0;
    }

    /**
     * The same windows, counted from another day: fiscal years, months of billing, weeks that start on Sunday.
     *
     * @param day on which a window starts, in the past or the future
     * @return a new specification
     */
    public CalendarWindow startingAt(LocalDate day) {
        return new CalendarWindow(period, zone, day);
    }

    @Override
    public long sliceStart(long timestamp) {
        return millis(startSecond(stepAt(timestamp)));
    }

    @Override
    public long sliceEnd(long timestamp) {
        long second = Math.floorDiv(timestamp, 1_000L);
        long step = stepAt(timestamp) + 1;
        // A window of a skipped day is empty, and the next one starts at the same time.
        while (startSecond(step) <= second) {
            step++;
        }
        return millis(startSecond(step));
    }

    @Override
    public long windowStart(long end) {
        // The last window may be cut off, so it is asked for by a time within.
        return sliceStart(end - 1);
    }

    @Override
    public long lastEnd(long timestamp) {
        return sliceEnd(timestamp);
    }

    @Override
    public boolean isTiling() {
        return true;
    }

    /** The number of the last window that starts at or before a time. */
    private long stepAt(long timestamp) {
        LocalDate date = LocalDate.ofInstant(Instant.ofEpochMilli(timestamp), zone);
        long second = Math.floorDiv(timestamp, 1_000L);
        long step = stepAt(date);
        while (startSecond(step + 1) <= second) {
            step++;
        }
        return step;
    }

    private long stepAt(LocalDate date) {
        if (period.getDays() > 0) {
            return Math.floorDiv(date.toEpochDay() - anchor.toEpochDay(), period.getDays());
        }
        long months = date.getLong(ChronoField.PROLEPTIC_MONTH) - anchor.getLong(ChronoField.PROLEPTIC_MONTH);
        long step = Math.floorDiv(months, period.toTotalMonths());
        return day(step).isAfter(date) ? step - 1 : step;
    }

    /** The day with which a window starts. All times in milliseconds are well within the dates that there are. */
    private LocalDate day(long step) {
        return period.getDays() > 0
                ? LocalDate.ofEpochDay(anchor.toEpochDay() + step * period.getDays())
                : anchor.plusMonths(step * period.toTotalMonths());
    }

    /** Time zones change their clocks at whole seconds; and seconds, unlike milliseconds, do not overflow. */
    private long startSecond(long step) {
        return day(step).atStartOfDay(zone).toEpochSecond();
    }

    private static long millis(long second) {
        long millis = second * 1_000;
        if (Math.multiplyHigh(second, 1_000L) == millis >> (Long.SIZE - 1)) {
            return millis;
        }
        return second < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    @Override
    public String describe() {
        String unit = isWeeks(period) ? "P" + period.getDays() / DAYS_OF_WEEK + "W" : period.toString();
        return "calendar " + unit + " in " + zone + (anchor.equals(usualAnchor(period)) ? "" : " from " + anchor);
    }
}
