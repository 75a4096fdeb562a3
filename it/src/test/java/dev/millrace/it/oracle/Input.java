package dev.millrace.it.oracle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random splits in the order of arrival, and what each record is judged against. */
final class Input {

    /** Before a split has seen anything. */
    static final long NO_TIME = Long.MIN_VALUE;

    final List<List<Item>> splits;
    final List<Item> items;
    final long boundMillis;

    /** By serial: greatest time seen before in the same split, less the bound. */
    private final Map<Integer, Long> watermarks = new HashMap<>();

    private final Map<Integer, Item> itemsBySerial = new HashMap<>();

    Input(List<List<Item>> splits, long boundMillis) {
        this.splits = splits;
        this.boundMillis = boundMillis;
        items = splits.stream().flatMap(List::stream).toList();
        for (List<Item> split : splits) {
            long maxSeen = NO_TIME;
            for (Item item : split) {
                watermarks.put(item.serial(), maxSeen == NO_TIME ? NO_TIME : maxSeen - boundMillis);
                itemsBySerial.put(item.serial(), item);
                maxSeen = Math.max(maxSeen, item.time());
            }
        }
    }

    long watermark(Item item) {
        return watermarks.get(item.serial());
    }

    Item item(int serial) {
        return itemsBySerial.get(serial);
    }

    /** Whether a time was behind when the record came. */
    boolean isBehind(Item item, long time) {
        return time < watermark(item);
    }

    /** What a seed decides about an input. */
    record Shape(
            int splitCount,
            int recordsMin,
            int recordsMax,
            int keys,
            int pace,
            long boundMillis,
            long disorderMillis,
            int silenceMillis,
            long startMillis,
            boolean areTimesUnique) {

        Shape withDisorder(long millis) {
            return new Shape(
                    splitCount,
                    recordsMin,
                    recordsMax,
                    keys,
                    pace,
                    boundMillis,
                    millis,
                    silenceMillis,
                    startMillis,
                    areTimesUnique);
        }

        Shape withRecords(int min, int max) {
            return new Shape(
                    splitCount,
                    min,
                    max,
                    keys,
                    pace,
                    boundMillis,
                    disorderMillis,
                    silenceMillis,
                    startMillis,
                    areTimesUnique);
        }

        Shape startingAt(long millis) {
            return new Shape(
                    splitCount,
                    recordsMin,
                    recordsMax,
                    keys,
                    pace,
                    boundMillis,
                    disorderMillis,
                    silenceMillis,
                    millis,
                    areTimesUnique);
        }

        static Shape random(Random random, boolean inOneSplit) {
            long bound = random.nextInt(4) == 0 ? 0 : random.nextInt(random.nextBoolean() ? 60 : 600);
            long disorder = switch (random.nextInt(10)) {
                case 0 -> 0;
                case 1 -> bound;
                case 2 -> 3 * bound + 50;
                default -> 20 * bound + 2_500;
            };
            boolean isLarge = random.nextInt(8) < 5;
            long start = switch (random.nextInt(4)) {
                case 0 -> random.nextInt(2_000) - 1_000;
                case 1 -> -1_000_000_000_000L - random.nextInt(100_000);
                case 2 -> 1_600_000_000_000L + random.nextInt(100_000);
                default -> -random.nextInt(40_000);
            };
            int splits = inOneSplit ? 1 : 1 + random.nextInt(3);
            return new Shape(
                    splits,
                    isLarge ? 1_000 / splits + 1 : 0,
                    isLarge ? 1_600 / splits : 300,
                    1 + random.nextInt(random.nextBoolean() ? 4 : 200),
                    1 + random.nextInt(random.nextBoolean() ? 4 : 40),
                    bound,
                    disorder,
                    random.nextInt(3) == 0 ? 5_000 : 0,
                    start,
                    false);
        }
    }

    static Input random(Random random, Shape shape) {
        List<List<Item>> splits = new ArrayList<>();
        for (int split = 0; split < shape.splitCount(); split++) {
            splits.add(shuffle(random, inOrder(random, shape, split), shape.disorderMillis()));
        }
        return new Input(splits, shape.boundMillis());
    }

    private static List<Item> inOrder(Random random, Shape shape, int split) {
        int count = shape.recordsMin() + random.nextInt(Math.max(1, shape.recordsMax() - shape.recordsMin()));
        List<Item> items = new ArrayList<>();
        long time = shape.startMillis() + random.nextInt(500);
        while (items.size() < count) {
            time += shape.areTimesUnique() ? 1 + random.nextInt(shape.pace()) : random.nextInt(shape.pace());
            if (shape.silenceMillis() > 0 && random.nextInt(60) == 0) {
                time += random.nextInt(shape.silenceMillis());
            }
            Item item = new Item(
                    random.nextInt(shape.keys()),
                    time,
                    random.nextInt(1_000) - 500,
                    random.nextInt(64) / 8.0,
                    1 + random.nextInt(80),
                    split,
                    0);
            items.add(item);
            if (random.nextInt(10) == 0 && !shape.areTimesUnique()) {
                items.add(item); // a duplicate
            }
        }
        return items;
    }

    /**
     * Delays each record by up to a disorder. Records of equal time keep their order, so that a shuffle of a shuffle breaks
     * ties in the same way.
     */
    static List<Item> shuffle(Random random, List<Item> items, long disorderMillis) {
        record Arrival(Item item, long order) {}
        List<Item> sorted = items.stream()
                .sorted(Comparator.comparingLong(Item::time).thenComparingInt(Item::position))
                .toList();
        List<Arrival> arrivals = new ArrayList<>();
        for (int from = 0; from < sorted.size(); ) {
            int to = from;
            List<Long> delays = new ArrayList<>();
            while (to < sorted.size()
                    && sorted.get(to).time() == sorted.get(from).time()) {
                delays.add(disorderMillis == 0 ? 0 : random.nextLong(disorderMillis + 1));
                to++;
            }
            delays.sort(Comparator.naturalOrder());
            for (int i = from; i < to; i++) {
                arrivals.add(new Arrival(sorted.get(i), sorted.get(i).time() + delays.get(i - from)));
            }
            from = to;
        }
        arrivals.sort(Comparator.comparingLong(Arrival::order));
        List<Item> shuffled = new ArrayList<>();
        for (Arrival arrival : arrivals) {
            shuffled.add(arrival.item().at(shuffled.size()));
        }
        return shuffled;
    }
}
