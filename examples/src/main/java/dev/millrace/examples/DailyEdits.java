package dev.millrace.examples;

import dev.millrace.api.window.WindowResult;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * What happened to one Wikipedia on one day.
 *
 * @param day start of the day, UTC
 * @param channel which Wikipedia
 * @param edits number of edits
 * @param added characters added
 * @param deleted characters deleted
 * @param busiestHour start of the hour with the most edits, the first one of several
 * @param busiestHourEdits number of edits in that hour
 */
public record DailyEdits(
        Instant day, String channel, long edits, long added, long deleted, Instant busiestHour, long busiestHourEdits) {

    /** Most edits first, then by channel. */
    public static final Comparator<DailyEdits> BUSIEST_FIRST = Comparator.comparingLong(DailyEdits::edits)
            .reversed()
            .thenComparing(DailyEdits::channel, CsvRow.BY_CODE_POINT);

    /**
     * What the aggregates of {@link WikipediaHourly} are composed to.
     *
     * @param edits number of edits
     * @param added characters added
     * @param deleted characters deleted
     * @param hours in order of time
     */
    record Totals(long edits, long added, long deleted, List<HourlyEdits> hours) {}

    static DailyEdits of(WindowResult<String, Totals> result) {
        Totals totals = result.value();
        HourlyEdits busiest = totals.hours().get(0);
        for (HourlyEdits hour : totals.hours()) {
            if (hour.edits() > busiest.edits()) {
                busiest = hour;
            }
        }
        return new DailyEdits(
                result.start(),
                result.key(),
                totals.edits(),
                totals.added(),
                totals.deleted(),
                busiest.windowStart(),
                busiest.edits());
    }
}
