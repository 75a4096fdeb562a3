package dev.millrace.cli;

import dev.millrace.examples.DailyEdits;
import dev.millrace.examples.HourlyEdits;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The results of the demo, for people: the busiest channels of the busiest day, and its edits hour by hour.
 *
 * @param hours results for hours and channels
 * @param days results for days and channels
 * @param glyphs what bars are drawn with
 */
record EditsReport(List<HourlyEdits> hours, List<DailyEdits> days, Glyphs glyphs) {

    private static final int CHANNELS_MAX = 10;
    private static final int HOURS = 24;
    private static final int BAR_CELLS = 20;
    private static final int CHART_ROWS = 6;

    /** The lines, with an empty one at the end of each part. */
    List<String> lines() {
        if (days.isEmpty()) {
            return List.of("There were no edits.", "");
        }
        Map<Instant, Long> editsOfDays = days.stream()
                .collect(Collectors.groupingBy(DailyEdits::day, Collectors.summingLong(DailyEdits::edits)));
        Instant day = editsOfDays.keySet().stream()
                .max(Comparator.<Instant, Long>comparing(editsOfDays::get).thenComparing(Comparator.reverseOrder()))
                .orElseThrow();
        LocalDate date = LocalDate.ofInstant(day, ZoneOffset.UTC);
        String ofDays = editsOfDays.size() == 1 ? "" : ", the busiest of " + editsOfDays.size() + " days";

        List<String> lines = new ArrayList<>();
        List<DailyEdits> channels = days.stream()
                .filter(channel -> channel.day().equals(day))
                .sorted(DailyEdits.BUSIEST_FIRST)
                .toList();
        lines.add("The busiest of " + channels.size() + " channels on " + date + ofDays);
        lines.add("");
        lines.addAll(channelTable(channels));
        lines.add("");
        lines.add("Edits of all channels in each hour of " + date + " (UTC)");
        lines.add("");
        lines.addAll(chart(editsByHour(day)));
        lines.add("");
        return lines;
    }

    private List<String> channelTable(List<DailyEdits> channels) {
        TextTable table = new TextTable(6, "channel", "edits", "added", "deleted", "busiest hour", "edits in it", "");
        long max = channels.get(0).edits();
        channels.stream()
                .limit(CHANNELS_MAX)
                .forEach(channel -> table.add(
                        channel.channel(),
                        channel.edits(),
                        channel.added(),
                        channel.deleted(),
                        channel.busiestHour().atOffset(ZoneOffset.UTC).toLocalTime(),
                        channel.busiestHourEdits(),
                        glyphs.bar(channel.edits(), max, BAR_CELLS)));
        return table.lines();
    }

    private long[] editsByHour(Instant day) {
        long[] edits = new long[HOURS];
        for (HourlyEdits hour : hours) {
            long index = Duration.between(day, hour.windowStart()).toHours();
            if (!hour.windowStart().isBefore(day) && index < HOURS) {
                edits[(int) index] += hour.edits();
            }
        }
        return edits;
    }

    private List<String> chart(long[] values) {
        long max = 0;
        for (long value : values) {
            max = Math.max(max, value);
        }
        String label = TextTable.number(max);
        String noLabel = " ".repeat(label.length());
        List<String> lines = new ArrayList<>();
        for (int row = CHART_ROWS - 1; row >= 0; row--) {
            StringBuilder line = new StringBuilder(row == CHART_ROWS - 1 ? label : noLabel).append(' ');
            for (long value : values) {
                String cell = String.valueOf(glyphs.columnCell(value, max, CHART_ROWS, row));
                line.append(' ').append(cell.repeat(2));
            }
            lines.add(line.toString().stripTrailing());
        }
        StringBuilder axis = new StringBuilder(noLabel).append(' ');
        for (int hour = 0; hour < values.length; hour++) {
            axis.append(hour < 10 ? " 0" : " ").append(hour);
        }
        lines.add(axis.toString());
        return lines;
    }
}
