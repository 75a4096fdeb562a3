package dev.millrace.testkit.pipelines;

import dev.millrace.api.connector.ListSource;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.testkit.SimulationInput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** Sources of random records: several splits, skewed keys, disorder within the bound and beyond it, silences. */
final class RandomEvents {

    private static final int KEYS_MAX = 40;

    private final SimulationInput input;
    private final Random random;
    private final int recordsMax;
    private final long startMillis;

    RandomEvents(SimulationInput input, int recordsMax) {
        this.input = input;
        random = input.random();
        this.recordsMax = recordsMax;
        startMillis = random.nextBoolean() ? 1_600_000_000_000L : -5_000;
    }

    /** Reads from several splits. */
    Stream<Event> read(Pipeline pipeline, String name) {
        return read(pipeline, name, 1 + random.nextInt(4), 3);
    }

    /** Reads records that are not late, for operators that may have forgotten what a late one would meet, or not yet. */
    Stream<Event> readInTime(Pipeline pipeline, String name) {
        return read(pipeline, name, 1 + random.nextInt(4), 2);
    }

    /** Reads from one split, in time, for pipelines whose results depend on the order in which records come. */
    Stream<Event> readInOrder(Pipeline pipeline, String name) {
        return read(pipeline, name, 1, 2);
    }

    /** Reads from one split, in the order of event time, for what sees the order of arrival and the watermark. */
    Stream<Event> readSorted(Pipeline pipeline, String name) {
        return read(pipeline, name, 1, 1);
    }

    private Stream<Event> read(Pipeline pipeline, String name, int splitCount, int disorders) {
        long bound = random.nextInt(4) == 0 ? 0 : random.nextInt(400);
        long disorder = switch (random.nextInt(disorders)) {
            case 0 -> 0;
            case 1 -> bound;
            default -> 4 * bound + 100;
        };
        int keys = 1 + random.nextInt(KEYS_MAX);
        int pace = 1 + random.nextInt(random.nextBoolean() ? 8 : 60);
        List<List<Event>> splits = new ArrayList<>();
        for (int split = 0; split < splitCount; split++) {
            int records = random.nextInt(1 + recordsMax / splitCount);
            splits.add(input.records(split(split, splitCount, records, keys, pace, disorder)));
        }
        return pipeline.read(
                name,
                ListSource.<Event>ofSplits(splits)
                        .eventTimeMillis(Event::timeMillis)
                        .outOfOrderBy(Duration.ofMillis(bound)));
    }

    private List<Event> split(int split, int splitCount, int records, int keys, int pace, long disorder) {
        record Arrival(Event event, long order) {}
        List<Arrival> arrivals = new ArrayList<>();
        long ticks = startMillis / splitCount;
        for (int i = 0; i < records; i++) {
            ticks += 1 + random.nextInt(pace) + (random.nextInt(100) == 0 ? 3_000 : 0);
            double skewed = Math.pow(random.nextDouble(), 3);
            long time = ticks * splitCount + split;
            Event event = new Event((int) (skewed * keys), time, random.nextInt(100), split);
            arrivals.add(new Arrival(event, time + (disorder == 0 ? 0 : random.nextLong(disorder + 1))));
        }
        arrivals.sort(Comparator.comparingLong(Arrival::order));
        return arrivals.stream().map(Arrival::event).toList();
    }
}
