package dev.millrace.api.window;

import dev.millrace.api.function.ThrowingFunction;
import java.time.Duration;
import java.time.Period;
import java.time.ZoneId;

/** The window specifications, made for a static import. */
public final class Windows {

    private Windows() {}

    /**
     * Windows of one size that follow each other without gap or overlap, aligned to the epoch in UTC.
     *
     * @param size whole milliseconds, at least one
     * @return windows {@code [k * size, (k + 1) * size)}
     */
    public static TumblingWindow tumbling(Duration size) {
        return new TumblingWindow(size, Duration.ZERO);
    }

    /**
     * Windows of one size that overlap, aligned to the epoch in UTC. A record costs as much as in a tumbling window,
     * however many windows overlap.
     *
     * @param size whole milliseconds, at least one
     * @param slide time from the start of one window to that of the next, whole milliseconds, at least one
     * @return windows {@code [k * slide, k * slide + size)}
     */
    public static SlidingWindow sliding(Duration size, Duration slide) {
        return new SlidingWindow(size, slide, Duration.ZERO);
    }

    /**
     * Windows of days, weeks, months or years on the clocks of a zone, however long these are. Weeks start on Monday, months
     * on the 1st, years on 1 January; several of them are counted from 1970, or where
     * {@link CalendarWindow#startingAt} says.
     *
     * @param period as {@code Period.ofMonths(3)}; of one unit, positive, at most 1,000 years
     * @param zone as {@code ZoneId.of("Europe/Berlin")}; {@link java.time.ZoneOffset#UTC} has days of 24 hours
     * @return windows without gap or overlap
     */
    public static CalendarWindow calendar(Period period, ZoneId zone) {
        return CalendarWindow.of(period, zone);
    }

    /**
     * Windows of activity, with silence between them.
     *
     * @param gap the longest silence within a session, whole milliseconds, at least one
     * @return windows that end one millisecond after {@code gap} behind their last record
     */
    public static SessionWindow<Object> session(Duration gap) {
        return new SessionWindow<>(gap, null);
    }

    /**
     * Windows of activity, where each record says how long a silence it allows.
     *
     * @param gap computes it; never null, whole milliseconds, at least one
     * @param <T> type of the records
     * @return windows that end one millisecond after the latest time plus gap of their records
     */
    public static <T> SessionWindow<T> session(ThrowingFunction<? super T, Duration> gap) {
        return new SessionWindow<>(null, gap);
    }

    /**
     * Windows of a number of records of one key, in the order of event time. See {@link CountWindow#slidingBy} and
     * {@link CountWindow#inArrivalOrder}.
     *
     * @param records in each window, at least 1
     * @return windows without overlap
     */
    public static CountWindow count(long records) {
        return new CountWindow(records, records, false);
    }

    /**
     * The time up to each record.
     *
     * @param size how far back, whole milliseconds, at least one
     * @return one window for each record, {@code (time - size, time]}
     */
    public static TrailingWindow trailing(Duration size) {
        return new TrailingWindow(size);
    }

    /**
     * One window over everything.
     *
     * @return a window that closes when the input ends
     */
    public static GlobalWindow global() {
        return new GlobalWindow();
    }
}
