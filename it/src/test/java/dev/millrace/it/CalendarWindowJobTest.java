package dev.millrace.it;

import static dev.millrace.api.aggregate.Aggregates.count;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.window.WindowResult;
import dev.millrace.api.window.Windows;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calendar windows in a job, where clocks change, against a naive count by local date. */
class CalendarWindowJobTest {

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final Duration DISORDER = Duration.ofHours(3);

    record Visit(String page, Instant time) {}

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void countsOfLocalDaysAreRightAcrossBothChanges(int workers) {
        List<Visit> visits = visits(Instant.parse("2024-03-07T00:00:00Z"), Duration.ofDays(7), 1);
        visits.addAll(visits(Instant.parse("2024-10-31T00:00:00Z"), Duration.ofDays(7), 2));

        List<WindowResult<String, Long>> results = run(visits, Period.ofDays(1), workers);

        assertThat(counts(results, time -> LocalDate.ofInstant(time, NEW_YORK)))
                .isEqualTo(naive(visits, time -> LocalDate.ofInstant(time, NEW_YORK)));
        assertThat(results).allSatisfy(result -> {
            Duration length = Duration.between(result.start(), result.end());
            LocalDate day = LocalDate.ofInstant(result.start(), NEW_YORK);
            int hours = day.equals(LocalDate.of(2024, 3, 10)) ? 23 : day.equals(LocalDate.of(2024, 11, 3)) ? 25 : 24;
            assertThat(length).isEqualTo(Duration.ofHours(hours));
        });
        assertThat(results).anyMatch(result -> result.start().equals(Instant.parse("2024-03-10T05:00:00Z")));
        assertThat(results).anyMatch(result -> result.start().equals(Instant.parse("2024-11-03T04:00:00Z")));
    }

    @Test
    void countsOfLocalMonthsAreRight() {
        List<Visit> visits = visits(Instant.parse("2023-11-15T00:00:00Z"), Duration.ofDays(500), 3);

        List<WindowResult<String, Long>> results = run(visits, Period.ofMonths(1), 2);

        Function<Instant, Object> month = time -> YearMonth.from(time.atZone(NEW_YORK));
        assertThat(counts(results, month)).isEqualTo(naive(visits, month));
    }

    private static List<Visit> visits(Instant from, Duration length, long seed) {
        Random random = new Random(seed);
        List<Visit> visits = new ArrayList<>();
        int count = 3_000;
        for (int i = 0; i < count; i++) {
            Instant inOrder = from.plusMillis(length.toMillis() * i / count);
            Instant time = inOrder.minusMillis((long) (DISORDER.toMillis() * random.nextDouble()));
            visits.add(new Visit("page-" + random.nextInt(5), time));
        }
        return visits;
    }

    private static List<WindowResult<String, Long>> run(List<Visit> visits, Period period, int workers) {
        CollectingSink<WindowResult<String, Long>> results = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("visits");
        pipeline.read("visits", ListSource.of(visits).eventTime(Visit::time).outOfOrderBy(DISORDER))
                .keyBy(Visit::page)
                .window(Windows.calendar(period, NEW_YORK))
                .aggregate("counts", count())
                .write("results", results);
        TestRun run = TestRun.of(pipeline).workers(workers).seed(7).start().runToEnd();
        assertThat(run.ledger().operator("counts").late()).isZero();
        return results.records();
    }

    private static Map<String, Long> counts(
            List<WindowResult<String, Long>> results, Function<Instant, Object> period) {
        Map<String, Long> counts = new TreeMap<>();
        results.forEach(result -> {
            Long before = counts.put(result.key() + " " + period.apply(result.start()), result.value());
            assertThat(before).as("one result for each page and period").isNull();
        });
        return counts;
    }

    private static Map<String, Long> naive(List<Visit> visits, Function<Instant, Object> period) {
        Map<String, Long> counts = new TreeMap<>();
        visits.forEach(visit -> counts.merge(visit.page() + " " + period.apply(visit.time()), 1L, Long::sum));
        return counts;
    }
}
