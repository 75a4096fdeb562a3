package dev.millrace.it;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.average;
import static dev.millrace.api.aggregate.Aggregates.collect;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.summary;
import static dev.millrace.api.aggregate.Aggregates.summaryDouble;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.aggregate.DoubleSummary;
import dev.millrace.api.aggregate.LongSummary;
import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.WindowedResults;
import dev.millrace.api.window.ClosedBy;
import dev.millrace.api.window.LateRecord;
import dev.millrace.api.window.ResultKind;
import dev.millrace.api.window.TumblingWindow;
import dev.millrace.api.window.WindowResult;
import dev.millrace.api.window.Windows;
import dev.millrace.it.oracle.Crashes;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random pipelines on random input against a naive recomputation. The oracle shares no code with the engine: it sorts
 * each split's records into windows with plain arithmetic and judges lateness record by record, so results and late
 * records must agree exactly, for any number of workers, order of steps, and size of batches and queues.
 */
class WindowOracleTest {

    private static final int CASES = Boolean.getBoolean("millrace.long") ? 20_000 : 800;

    private static final int CHECKED_EVERY = 10;

    record Reading(int key, long time, long number, double weight, int serial) {}

    record Stats(long count, LongSummary numbers, double mean, DoubleSummary weights, List<Integer> serials) {}

    record Group(Object key, long start) {}

    /** Everything that a seed decides about a case. */
    private static final class Case {

        final List<List<Reading>> splits = new ArrayList<>();
        final long sizeMillis;
        final long offsetMillis;
        final long boundMillis;
        final int workers;
        final int keyForm;

        Case(long seed) {
            Random random = new Random(seed);
            sizeMillis = 1 + random.nextInt(random.nextBoolean() ? 20 : 1_000);
            offsetMillis = random.nextBoolean() ? 0 : random.nextInt(2_000) - 1_000;
            boundMillis = random.nextInt(4) == 0 ? 0 : random.nextInt(500);
            workers = 1 + random.nextInt(4);
            keyForm = random.nextInt(3);
            int keys = 1 + random.nextInt(random.nextBoolean() ? 3 : 200);
            // Now and then more disorder than the bound allows, so that records are late.
            long disorder = random.nextInt(3) == 0 ? 3 * boundMillis + 50 : boundMillis;
            int serial = 0;
            for (int split = 1 + random.nextInt(3); split > 0; split--) {
                splits.add(readings(random, keys, disorder, serial));
                serial += 10_000;
            }
        }

        private static List<Reading> readings(Random random, int keys, long disorder, int firstSerial) {
            int count = random.nextInt(random.nextInt(5) == 0 ? 2 : 400);
            long time = random.nextInt(2_000) - 1_000;
            int pace = 1 + random.nextInt(40);
            record Arrival(Reading reading, long order) {}
            List<Arrival> arrivals = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                time += random.nextInt(pace);
                Reading reading = new Reading(
                        random.nextInt(keys),
                        time,
                        random.nextInt(1_000) - 500,
                        random.nextInt(64) / 8.0,
                        firstSerial + i);
                arrivals.add(new Arrival(reading, time + (disorder == 0 ? 0 : random.nextLong(disorder + 1))));
            }
            arrivals.sort(Comparator.comparingLong(Arrival::order));
            return arrivals.stream().map(Arrival::reading).toList();
        }

        long start(long time) {
            long start = Math.floorDiv(time - offsetMillis, sizeMillis) * sizeMillis + offsetMillis;
            assert start <= time && time < start + sizeMillis;
            return start;
        }

        Object key(Reading reading) {
            return switch (keyForm) {
                case 0 -> reading.key();
                case 1 -> (long) reading.key();
                default -> "key-" + reading.key();
            };
        }
    }

    @Test
    void resultsAndLateRecordsEqualANaiveRecomputation() {
        long lateInAll = 0;
        long resultsInAll = 0;
        for (long seed = 0; seed < CASES; seed++) {
            Case one = new Case(seed);
            Map<Group, List<Reading>> expected = new HashMap<>();
            List<Integer> expectedLate = new ArrayList<>();
            recompute(one, expected, expectedLate);

            Outcome outcome = run(one, seed);

            assertThat(outcome.late).as("late records of seed %d", seed).hasSameElementsAs(expectedLate);
            assertThat(outcome.late).hasSameSizeAs(expectedLate);
            assertThat(outcome.results).as("results of seed %d", seed).hasSize(expected.size());
            for (WindowResult<Object, Stats> result : outcome.results) {
                assertEqual(one, result, expected, seed);
            }
            assertThat(outcome.ledger.operator("stats").held()).isZero();
            lateInAll += expectedLate.size();
            resultsInAll += expected.size();
        }
        // A test of late records without late records would have tested nothing.
        assertThat(lateInAll).isGreaterThan(CASES);
        assertThat(resultsInAll).isGreaterThan(10L * CASES);
    }

    private static void recompute(Case one, Map<Group, List<Reading>> expected, List<Integer> expectedLate) {
        for (List<Reading> split : one.splits) {
            long maxSeen = Long.MIN_VALUE;
            for (Reading reading : split) {
                long end = one.start(reading.time()) + one.sizeMillis;
                if (maxSeen != Long.MIN_VALUE && end <= maxSeen - one.boundMillis) {
                    expectedLate.add(reading.serial());
                } else {
                    expected.computeIfAbsent(
                                    new Group(one.key(reading), one.start(reading.time())), key -> new ArrayList<>())
                            .add(reading);
                }
                maxSeen = Math.max(maxSeen, reading.time());
            }
        }
    }

    private record Outcome(List<WindowResult<Object, Stats>> results, List<Integer> late, Ledger ledger) {}

    private static Outcome run(Case one, long seed) {
        CollectingSink<WindowResult<Object, Stats>> results = new CollectingSink<>();
        CollectingSink<LateRecord<Reading>> late = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("case-" + seed);
        TumblingWindow window =
                Windows.tumbling(Duration.ofMillis(one.sizeMillis)).withOffset(Duration.ofMillis(one.offsetMillis));
        WindowedResults<Reading, Object, Stats> stats = pipeline.read(
                        "readings",
                        ListSource.<Reading>ofSplits(one.splits)
                                .eventTimeMillis(Reading::time)
                                .outOfOrderBy(Duration.ofMillis(one.boundMillis)))
                .keyBy(keyFunction(one))
                .window(window)
                .aggregate(
                        "stats",
                        allOf(
                                count(),
                                summary(Reading::number),
                                average(Reading::number),
                                summaryDouble(Reading::weight),
                                collect(Reading::serial),
                                Stats::new));
        stats.write("results", results);
        stats.late().write("late", late);

        TestRun.Builder builder =
                Crashes.sometimes(TestRun.of(pipeline).workers(one.workers).seed(seed), seed);
        // Checking the ledger after every step is what takes the time; at the end it is checked in every case.
        TestRun run = (seed % CHECKED_EVERY == 0 ? builder : builder.withoutChecks())
                .start()
                .runToEnd();
        assertThat(run.ledger().imbalances()).as("ledger of seed %d", seed).isEmpty();

        List<Integer> lateSerials =
                late.records().stream().map(record -> record.record().serial()).toList();
        return new Outcome(results.records(), lateSerials, run.ledger());
    }

    /** Three forms that take three paths: a primitive int, a boxed long out of a lambda, a string. */
    private static ThrowingFunction<Reading, Object> keyFunction(Case one) {
        return switch (one.keyForm) {
            case 0 -> Reading::key;
            case 1 -> reading -> (long) reading.key();
            default -> reading -> "key-" + reading.key();
        };
    }

    private static void assertEqual(
            Case one, WindowResult<Object, Stats> result, Map<Group, List<Reading>> expected, long seed) {
        List<Reading> group =
                expected.get(new Group(result.key(), result.start().toEpochMilli()));
        assertThat(group).as("group of %s in seed %d", result, seed).isNotNull();
        long sum = group.stream().mapToLong(Reading::number).sum();
        double weights = group.stream().mapToDouble(Reading::weight).sum();
        List<Integer> serials = group.stream()
                .sorted(Comparator.comparingLong(Reading::time)
                        .thenComparingInt(reading -> reading.serial() / 10_000)
                        .thenComparingInt(reading -> positionInSplit(one, reading)))
                .map(Reading::serial)
                .toList();
        Stats stats = new Stats(
                group.size(),
                new LongSummary(
                        group.size(),
                        sum,
                        group.stream().mapToLong(Reading::number).min().orElseThrow(),
                        group.stream().mapToLong(Reading::number).max().orElseThrow()),
                (double) sum / group.size(),
                new DoubleSummary(
                        group.size(),
                        weights,
                        group.stream().mapToDouble(Reading::weight).min().orElseThrow(),
                        group.stream().mapToDouble(Reading::weight).max().orElseThrow()),
                serials);
        assertThat(result)
                .as("seed %d", seed)
                .isEqualTo(new WindowResult<>(
                        result.key(),
                        result.start(),
                        Instant.ofEpochMilli(result.start().toEpochMilli() + one.sizeMillis),
                        stats,
                        ResultKind.FINAL,
                        0,
                        result.closedBy()));
        assertThat(result.closedBy()).isIn(ClosedBy.WATERMARK, ClosedBy.END);
    }

    private static int positionInSplit(Case one, Reading reading) {
        return one.splits.get(reading.serial() / 10_000).indexOf(reading);
    }
}
