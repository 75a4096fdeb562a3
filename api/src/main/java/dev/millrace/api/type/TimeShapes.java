package dev.millrace.api.type;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;

/** Dates and times. */
final class TimeShapes {

    private TimeShapes() {}

    static List<BuiltIn<?>> all() {
        return List.of(
                new BuiltIn<>(
                        "instant",
                        Instant.class,
                        (v, e, out) -> seconds(v.getEpochSecond(), v.getNano(), out),
                        (d, in) -> Instant.ofEpochSecond(in.readSigned(), in.readVarint())),
                new BuiltIn<>(
                        "duration",
                        Duration.class,
                        (v, e, out) -> seconds(v.getSeconds(), v.getNano(), out),
                        (d, in) -> Duration.ofSeconds(in.readSigned(), in.readVarint())),
                new BuiltIn<>(
                        "period",
                        Period.class,
                        TimeShapes::period,
                        (d, in) -> Period.of(integer(in), integer(in), integer(in))),
                new BuiltIn<>("date", LocalDate.class, (v, e, out) -> date(v, out), (d, in) -> date(in)),
                new BuiltIn<>("time", LocalTime.class, (v, e, out) -> time(v, out), (d, in) -> time(in)),
                new BuiltIn<>(
                        "datetime", LocalDateTime.class, (v, e, out) -> dateTime(v, out), (d, in) -> dateTime(in)),
                new BuiltIn<>("offset", ZoneOffset.class, (v, e, out) -> offset(v, out), (d, in) -> offset(in)),
                new BuiltIn<>(
                        "offsettime",
                        OffsetTime.class,
                        (v, e, out) -> {
                            time(v.toLocalTime(), out);
                            offset(v.getOffset(), out);
                        },
                        (d, in) -> OffsetTime.of(time(in), offset(in))),
                new BuiltIn<>(
                        "offsetdatetime",
                        OffsetDateTime.class,
                        (v, e, out) -> {
                            dateTime(v.toLocalDateTime(), out);
                            offset(v.getOffset(), out);
                        },
                        (d, in) -> OffsetDateTime.of(dateTime(in), offset(in))),
                // The moment stays if the rules of its zone should change.
                new BuiltIn<>(
                        "zoneddatetime",
                        ZonedDateTime.class,
                        (v, e, out) -> {
                            dateTime(v.toLocalDateTime(), out);
                            offset(v.getOffset(), out);
                            out.writeString(v.getZone().getId());
                        },
                        (d, in) -> zoned(dateTime(in), offset(in), ZoneId.of(in.readString()))),
                new BuiltIn<>(
                        "zone",
                        ZoneId.class,
                        (v, e, out) -> out.writeString(v.getId()),
                        (d, in) -> ZoneId.of(in.readString())),
                new BuiltIn<>(
                        "year",
                        Year.class,
                        (v, e, out) -> out.writeSigned(v.getValue()),
                        (d, in) -> Year.of(integer(in))),
                new BuiltIn<>(
                        "yearmonth",
                        YearMonth.class,
                        (v, e, out) -> {
                            out.writeSigned(v.getYear());
                            out.writeSigned(v.getMonthValue());
                        },
                        (d, in) -> YearMonth.of(integer(in), integer(in))),
                new BuiltIn<>(
                        "monthday",
                        MonthDay.class,
                        (v, e, out) -> {
                            out.writeSigned(v.getMonthValue());
                            out.writeSigned(v.getDayOfMonth());
                        },
                        (d, in) -> MonthDay.of(integer(in), integer(in))));
    }

    private static int integer(BinaryInput in) {
        return Math.toIntExact(in.readSigned());
    }

    private static void seconds(long seconds, int nanos, BinaryOutput out) {
        out.writeSigned(seconds);
        out.writeVarint(nanos);
    }

    private static void period(Period period, ValueEncoder values, BinaryOutput out) {
        out.writeSigned(period.getYears());
        out.writeSigned(period.getMonths());
        out.writeSigned(period.getDays());
    }

    private static void date(LocalDate date, BinaryOutput out) {
        out.writeSigned(date.toEpochDay());
    }

    private static LocalDate date(BinaryInput in) {
        return LocalDate.ofEpochDay(in.readSigned());
    }

    private static void time(LocalTime time, BinaryOutput out) {
        out.writeVarint(time.toNanoOfDay());
    }

    private static LocalTime time(BinaryInput in) {
        return LocalTime.ofNanoOfDay(in.readVarint());
    }

    private static void dateTime(LocalDateTime dateTime, BinaryOutput out) {
        date(dateTime.toLocalDate(), out);
        time(dateTime.toLocalTime(), out);
    }

    private static LocalDateTime dateTime(BinaryInput in) {
        return LocalDateTime.of(date(in), time(in));
    }

    private static void offset(ZoneOffset offset, BinaryOutput out) {
        out.writeSigned(offset.getTotalSeconds());
    }

    private static ZoneOffset offset(BinaryInput in) {
        return ZoneOffset.ofTotalSeconds(integer(in));
    }

    private static ZonedDateTime zoned(LocalDateTime dateTime, ZoneOffset offset, ZoneId zone) {
        // Its text has an offset once or twice, as the two are one object or not.
        return ZonedDateTime.ofInstant(dateTime, offset, zone.equals(offset) ? offset : zone);
    }
}
