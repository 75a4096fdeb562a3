package dev.millrace.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.examples.DailyEdits;
import dev.millrace.examples.HourlyEdits;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EditsReportTest {

    private static final Instant DAY = Instant.parse("2015-09-12T00:00:00Z");

    private static HourlyEdits hour(int hour, String channel, long edits) {
        return new HourlyEdits(DAY.plus(Duration.ofHours(hour)), channel, edits, 0, 0, 0, 0, BigDecimal.ZERO);
    }

    private static DailyEdits day(int day, String channel, long edits) {
        return new DailyEdits(
                DAY.plus(Duration.ofDays(day)), channel, edits, 12_345, 6, DAY.plus(Duration.ofHours(7)), 40);
    }

    @Test
    void aTerminalWithoutBlocksGetsAscii() {
        EditsReport report = new EditsReport(
                List.of(hour(0, "#a", 30), hour(0, "#b", 30), hour(1, "#a", 1), hour(23, "#b", 35), hour(24, "#b", 90)),
                List.of(day(0, "#b", 1_000), day(0, "#longer", 500), day(1, "#b", 1)),
                Glyphs.of(US_ASCII));

        assertThat(report.lines())
                .containsExactly(
                        "The busiest of 2 channels on 2015-09-12, the busiest of 2 days",
                        "",
                        "channel  edits   added  deleted  busiest hour  edits in it",
                        "#b       1,000  12,345        6         07:00           40  ####################",
                        "#longer    500  12,345        6         07:00           40  ##########",
                        "",
                        "Edits of all channels in each hour of 2015-09-12 (UTC)",
                        "",
                        "60  ##",
                        "    ##",
                        "    ##                                                                   ::",
                        "    ##                                                                   ##",
                        "    ##                                                                   ##",
                        "    ## ..                                                                ##",
                        "    00 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23",
                        "");
    }

    @Test
    void onlyTheBusiestTenAreShown() {
        List<DailyEdits> days =
                IntStream.rangeClosed(1, 12).mapToObj(i -> day(0, "#" + i, i)).toList();

        List<String> lines = new EditsReport(List.of(), days, Glyphs.of(UTF_8)).lines();

        assertThat(lines.get(0)).isEqualTo("The busiest of 12 channels on 2015-09-12");
        assertThat(lines).filteredOn(line -> line.startsWith("#")).hasSize(10);
        assertThat(lines.get(3)).startsWith("#12 ");
    }

    @Test
    void withoutEditsThereIsNoTable() {
        assertThat(new EditsReport(List.of(), List.of(), Glyphs.of(UTF_8)).lines())
                .startsWith("There were no edits.");
    }
}
