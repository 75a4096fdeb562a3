package dev.millrace.api.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalendarWindowTest {

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final Duration STEP = Duration.ofMinutes(15);

    /** The first day of the period in which a day lies, by other means than the windows use. */
    private static final Map<Period, UnaryOperator<LocalDate>> FIRST_DAYS = Map.of(
            Period.ofDays(1), day -> day,
            Period.ofWeeks(1), day -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)),
            Period.ofMonths(1), day -> day.with(TemporalAdjusters.firstDayOfMonth()),
            Period.ofMonths(3), day -> day.with(IsoFields.DAY_OF_QUARTER, 1),
            Period.ofYears(1), day -> day.with(TemporalAdjusters.firstDayOfYear()));

    /**
     * Walks through time in steps of a quarter of an hour, as a clock on a wall would: whenever it shows a day of a period
     * that it has not shown yet, a window starts.
     */
    private static List<Instant> naiveStarts(
            UnaryOperator<LocalDate> firstDay, ZoneId zone, Instant from, Instant to, Duration step) {
        List<Instant> starts = new ArrayList<>();
        LocalDate last = LocalDate.MIN;
        for (Instant time = from; time.isBefore(to); time = time.plus(step)) {
            LocalDate first = firstDay.apply(LocalDate.ofInstant(time, zone));
            if (first.isAfter(last)) {
                starts.add(time);
                last = first;
            }
        }
        // Where the walk began is not where a window did.
        return starts.subList(1, starts.size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "America/New_York",
                "Europe/London",
                "Australia/Lord_Howe",
                "America/St_Johns",
                "Asia/Kathmandu",
                "Pacific/Apia",
                "America/Sao_Paulo",
                "Africa/Cairo",
                "America/Havana",
                "Pacific/Chatham",
                "UTC"
            })
    void windowsOfElevenYearsAreThoseOfAClockOnTheWall(String name) {
        assertEqualToNaive(ZoneId.of(name), "2019-12-31T00:00:00Z", "2031-01-05T00:00:00Z", STEP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Pacific/Apia", // 2011-12-30 did not exist
                "America/Sao_Paulo", // no midnight on the day when summer time begins
                "Africa/Cairo",
                "Asia/Gaza",
                "Asia/Amman"
            })
    void windowsAreRightWhereDaysOrMidnightsAreMissing(String name) {
        assertEqualToNaive(ZoneId.of(name), "2009-12-31T00:00:00Z", "2019-01-05T00:00:00Z", STEP);
    }

    /** Until 2011 clocks there went back at one minute past midnight, so a day began, and then the one before went on. */
    @Test
    void aWindowStartsAtTheFirstOfTwoMidnights() {
        ZoneId zone = ZoneId.of("America/St_Johns");
        assertEqualToNaive(zone, "2009-06-01T00:00:00Z", "2011-12-31T00:00:00Z", Duration.ofMinutes(1));

        CalendarWindow days = Windows.calendar(Period.ofDays(1), zone);
        Instant midnight = Instant.parse("2010-11-07T02:30:00Z");
        Instant dayBeforeAgain = midnight.plus(Duration.ofMinutes(30));
        assertThat(LocalDate.ofInstant(midnight, zone)).isEqualTo("2010-11-07");
        assertThat(LocalDate.ofInstant(dayBeforeAgain, zone)).isEqualTo("2010-11-06");
        assertThat(days.sliceStart(dayBeforeAgain.toEpochMilli())).isEqualTo(midnight.toEpochMilli());
    }

    private static void assertEqualToNaive(ZoneId zone, String from, String to, Duration step) {
        FIRST_DAYS.forEach((period, firstDay) -> {
            CalendarWindow windows = Windows.calendar(period, zone);
            List<Instant> starts = naiveStarts(firstDay, zone, Instant.parse(from), Instant.parse(to), step);
            assertThat(starts).as(windows.describe()).isNotEmpty();
            for (int i = 1; i < starts.size(); i++) {
                long start = starts.get(i - 1).toEpochMilli();
                long end = starts.get(i).toEpochMilli();
                for (long time : new long[] {start, start + 1, (start + end) / 2, end - 1}) {
                    assertThat(windows.sliceStart(time)).as(windows.describe()).isEqualTo(start);
                    assertThat(windows.sliceEnd(time)).as(windows.describe()).isEqualTo(end);
                    assertThat(windows.lastEnd(time)).isEqualTo(end);
                }
                assertThat(windows.windowStart(end)).isEqualTo(start);
            }
        });
    }

    @Test
    void aDayIsAsLongAsItIs() {
        CalendarWindow newYork = Windows.calendar(Period.ofDays(1), NEW_YORK);
        assertThat(length(newYork, "2024-03-09T12:00:00Z")).isEqualTo(Duration.ofHours(24));
        assertThat(length(newYork, "2024-03-10T12:00:00Z")).isEqualTo(Duration.ofHours(23));
        assertThat(length(newYork, "2024-11-03T12:00:00Z")).isEqualTo(Duration.ofHours(25));

        CalendarWindow lordHowe = Windows.calendar(Period.ofDays(1), ZoneId.of("Australia/Lord_Howe"));
        assertThat(length(lordHowe, "2024-10-06T00:00:00Z")).isEqualTo(Duration.parse("PT23H30M"));
        assertThat(length(lordHowe, "2024-04-07T00:00:00Z")).isEqualTo(Duration.parse("PT24H30M"));

        CalendarWindow saoPaulo = Windows.calendar(Period.ofDays(1), ZoneId.of("America/Sao_Paulo"));
        assertThat(length(saoPaulo, "2018-11-04T12:00:00Z")).isEqualTo(Duration.ofHours(23));
        assertThat(saoPaulo.sliceStart(millis("2018-11-04T12:00:00Z"))).isEqualTo(millis("2018-11-04T03:00:00Z"));

        CalendarWindow months = Windows.calendar(Period.ofMonths(1), NEW_YORK);
        assertThat(length(months, "2024-03-10T12:00:00Z"))
                .isEqualTo(Duration.ofDays(31).minusHours(1));
    }

    @Test
    void aDayThatDoesNotExistHasNoWindow() {
        CalendarWindow days = Windows.calendar(Period.ofDays(1), ZoneId.of("Pacific/Apia"));
        long change = millis("2011-12-30T10:00:00Z");

        assertThat(days.sliceEnd(change - 1)).isEqualTo(change);
        assertThat(days.sliceStart(change)).isEqualTo(change);
        assertThat(length(days, "2011-12-30T09:59:59Z")).isEqualTo(Duration.ofHours(24));
        assertThat(length(days, "2011-12-30T10:00:00Z")).isEqualTo(Duration.ofHours(24));

        CalendarWindow fromThatDay =
                Windows.calendar(Period.ofYears(1), ZoneId.of("Pacific/Apia")).startingAt(LocalDate.of(2011, 12, 30));
        assertThat(fromThatDay.sliceStart(change)).isEqualTo(change);
        assertThat(fromThatDay.sliceEnd(change)).isEqualTo(millis("2012-12-29T10:00:00Z"));
    }

    @Test
    void severalPeriodsAreCountedFromTheAnchor() {
        assertThat(day(Windows.calendar(Period.ofWeeks(1), ZoneOffset.UTC), "2024-02-29"))
                .isEqualTo("2024-02-26");
        assertThat(day(Windows.calendar(Period.ofWeeks(2), ZoneOffset.UTC), "1970-01-04"))
                .isEqualTo("1969-12-22");
        assertThat(day(Windows.calendar(Period.ofDays(10), ZoneOffset.UTC), "1969-12-31"))
                .isEqualTo("1969-12-22");
        assertThat(day(Windows.calendar(Period.ofMonths(6), ZoneOffset.UTC), "2024-12-31"))
                .isEqualTo("2024-07-01");
        assertThat(day(Windows.calendar(Period.ofYears(10), ZoneOffset.UTC), "1969-12-31"))
                .isEqualTo("1960-01-01");
    }

    @Test
    void anotherAnchorMovesTheWindows() {
        CalendarWindow sundays =
                Windows.calendar(Period.ofWeeks(1), ZoneOffset.UTC).startingAt(LocalDate.of(2030, 1, 6));
        assertThat(day(sundays, "2024-02-29")).isEqualTo("2024-02-25");

        CalendarWindow fiscalYears =
                Windows.calendar(Period.ofYears(1), ZoneOffset.UTC).startingAt(LocalDate.of(2000, 10, 1));
        assertThat(day(fiscalYears, "2024-09-30")).isEqualTo("2023-10-01");
        assertThat(day(fiscalYears, "1999-10-01")).isEqualTo("1999-10-01");
    }

    @Test
    void monthsOfAThirtyFirstStartOnTheLastDayOfAShorterMonthAndDoNotDrift() {
        CalendarWindow billing =
                Windows.calendar(Period.ofMonths(1), ZoneOffset.UTC).startingAt(LocalDate.of(2023, 8, 31));
        assertThat(day(billing, "2024-02-28")).isEqualTo("2024-01-31");
        assertThat(day(billing, "2024-02-29")).isEqualTo("2024-02-29");
        assertThat(day(billing, "2024-03-30")).isEqualTo("2024-02-29");
        assertThat(day(billing, "2024-03-31")).isEqualTo("2024-03-31");
        assertThat(day(billing, "2023-02-27")).isEqualTo("2023-01-31");
        assertThat(day(billing, "2023-02-28")).isEqualTo("2023-02-28");

        CalendarWindow leapYears =
                Windows.calendar(Period.ofYears(1), ZoneOffset.UTC).startingAt(LocalDate.of(2024, 2, 29));
        assertThat(day(leapYears, "2026-01-01")).isEqualTo("2025-02-28");
        assertThat(day(leapYears, "2028-02-28")).isEqualTo("2027-02-28");
        assertThat(day(leapYears, "2028-02-29")).isEqualTo("2028-02-29");
    }

    @Test
    void theLawsHoldAtAnyTimeForAnyAnchor() {
        Random random = new Random(1);
        List<String> zones = ZoneId.getAvailableZoneIds().stream().sorted().toList();
        for (int i = 0; i < 200_000; i++) {
            ZoneId zone = ZoneId.of(zones.get(random.nextInt(zones.size())));
            CalendarWindow windows = Windows.calendar(randomPeriod(random), zone);
            windows = switch (random.nextInt(4)) {
                case 0 -> windows.startingAt(LocalDate.ofEpochDay(random.nextInt(40_000) - 20_000));
                case 1 -> windows.startingAt(random.nextBoolean() ? LocalDate.MIN : LocalDate.MAX);
                default -> windows;
            };
            assertLaws(windows, randomTime(random));
        }
    }

    private static Period randomPeriod(Random random) {
        int length = 1 + random.nextInt(random.nextBoolean() ? 3 : 1_000);
        return switch (random.nextInt(4)) {
            case 0 -> Period.ofDays(length);
            case 1 -> Period.ofWeeks(length);
            case 2 -> Period.ofMonths(length);
            default -> Period.ofYears(length);
        };
    }

    private static long randomTime(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextLong();
            case 1 -> (random.nextBoolean() ? Long.MAX_VALUE : Long.MIN_VALUE) ^ random.nextInt(1_000_000);
            default ->
                millis("2000-01-01T00:00:00Z")
                        + random.nextLong() % Duration.ofDays(70_000).toMillis();
        };
    }

    private static void assertLaws(CalendarWindow windows, long time) {
        long start = windows.sliceStart(time);
        long end = windows.sliceEnd(time);
        String what = windows.describe() + " at " + time + ": [" + start + ", " + end + ")";
        assertThat(start).as(what).isLessThanOrEqualTo(time);
        assertThat(end).as(what).isGreaterThanOrEqualTo(time);
        assertThat(end > time || end == Long.MAX_VALUE).as(what).isTrue();
        assertThat(windows.lastEnd(time)).as(what).isEqualTo(end);
        assertThat(windows.windowStart(end)).as(what).isEqualTo(start);
        assertThat(windows.sliceEnd(start)).as(what).isEqualTo(end);
        if (end != Long.MAX_VALUE) {
            assertThat(windows.sliceStart(end - 1)).as(what).isEqualTo(start);
            assertThat(windows.sliceStart(end)).as(what).isEqualTo(end);
        }
        if (start != Long.MIN_VALUE) {
            assertThat(windows.sliceEnd(start - 1)).as(what).isEqualTo(start);
        }
    }

    @Test
    void timeIsCutOffWhereItEnds() {
        for (Period period : FIRST_DAYS.keySet()) {
            CalendarWindow windows = Windows.calendar(period, NEW_YORK);
            assertThat(windows.sliceStart(Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
            assertThat(windows.sliceEnd(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
            assertThat(windows.windowStart(Long.MAX_VALUE)).isEqualTo(windows.sliceStart(Long.MAX_VALUE));
            assertLaws(windows, Long.MIN_VALUE);
            assertLaws(windows, Long.MAX_VALUE);
        }
    }

    @Test
    void otherPeriodsAreRefused() {
        for (Period none : List.of(Period.ZERO, Period.ofDays(-1), Period.ofMonths(-3), Period.ofYears(-1))) {
            assertThatThrownBy(() -> Windows.calendar(none, NEW_YORK))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("must be positive")
                    .hasMessageEndingWith("got " + none);
        }
        for (Period mixed : List.of(Period.of(1, 6, 0), Period.of(0, 1, 1), Period.of(1, -1, 0))) {
            assertThatThrownBy(() -> Windows.calendar(mixed, NEW_YORK))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("got a mixed one, " + mixed);
        }
        assertThatThrownBy(() -> Windows.calendar(Period.ofYears(1_001), NEW_YORK))
                .hasMessage("the period of a calendar window must be positive and at most 1000 years, got P1001Y");
    }

    @Test
    void itSaysWhatItIs() {
        assertThat(Windows.calendar(Period.ofDays(1), ZoneOffset.UTC).describe())
                .isEqualTo("calendar P1D in Z");
        assertThat(Windows.calendar(Period.ofWeeks(2), NEW_YORK).describe())
                .isEqualTo("calendar P2W in America/New_York");
        assertThat(Windows.calendar(Period.ofYears(1), NEW_YORK)
                        .startingAt(LocalDate.of(2024, 10, 1))
                        .describe())
                .isEqualTo("calendar P1Y in America/New_York from 2024-10-01");
    }

    private static Duration length(CalendarWindow windows, String time) {
        return Duration.ofMillis(windows.sliceEnd(millis(time)) - windows.sliceStart(millis(time)));
    }

    /** The first day of the window in which a day lies. */
    private static String day(CalendarWindow windows, String day) {
        long noon = millis(day + "T12:00:00Z");
        return LocalDate.ofInstant(Instant.ofEpochMilli(windows.sliceStart(noon)), ZoneOffset.UTC)
                .toString();
    }

    private static long millis(String time) {
        return Instant.parse(time).toEpochMilli();
    }
}
