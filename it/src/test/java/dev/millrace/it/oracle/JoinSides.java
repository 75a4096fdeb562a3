package dev.millrace.it.oracle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random inputs that are to be joined, by side. Splits are numbered through all sides, so that {@link #all} is one input, by
 * which a model can judge and order records whatever side they are of.
 */
record JoinSides(List<Input> sides, Input all) {

    /** Pairs of more records than this are not worth their time. */
    private static final long PAIRS_MAX = 6_000;

    /** Splits of one side are numbered from a multiple of this on. */
    private static final int SPLITS_OF_SIDE = 10;

    static JoinSides of(List<Input> sides) {
        List<List<Item>> splits = new ArrayList<>();
        sides.forEach(side -> splits.addAll(side.splits));
        return new JoinSides(sides, new Input(splits, sides.get(0).boundMillis));
    }

    /** Which side a record is of. */
    static int side(Item item) {
        return item.split() / SPLITS_OF_SIDE;
    }

    static List<Item> ofSide(List<Item> items, int side) {
        return items.stream().filter(item -> side(item) == side).toList();
    }

    /**
     * Makes sides of one range of keys and about one range of time, of very different sizes.
     *
     * @param random decides
     * @param count number of sides
     * @param model of the windows, where the number of pairs is to be bounded
     * @param keys of the model
     * @param disorderMax how far records are late at most, as a multiple of the bound; negative for any
     */
    static JoinSides random(Random random, int count, Model model, Keys keys, int disorderMax) {
        Input.Shape shape = Input.Shape.random(random, false);
        List<Input> sides = new ArrayList<>();
        for (int side = 0; side < count; side++) {
            long disorder = disorderMax < 0
                    ? shape.disorderMillis()
                    : Math.min(shape.disorderMillis(), disorderMax * shape.boundMillis());
            int size = size(random);
            int splits = 1 + random.nextInt(3);
            Input.Shape own = new Input.Shape(
                    splits,
                    size / splits,
                    size / splits + 1,
                    shape.keys(),
                    shape.pace(),
                    shape.boundMillis(),
                    disorder,
                    shape.silenceMillis(),
                    shape.startMillis() + (random.nextInt(4) == 0 ? random.nextInt(20_000) : 0),
                    false);
            sides.add(numbered(Input.random(random, own), side));
        }
        JoinSides made = of(sides);
        while (made.pairs(model, keys) > PAIRS_MAX) {
            made = made.halved();
        }
        return made;
    }

    private static int size(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> 0;
            case 1 -> 1;
            case 2, 3, 4 -> 100 + random.nextInt(300);
            default -> 900 + random.nextInt(700);
        };
    }

    private static Input numbered(Input input, int side) {
        List<List<Item>> splits = new ArrayList<>();
        for (List<Item> split : input.splits) {
            int number = side * SPLITS_OF_SIDE + splits.size();
            splits.add(split.stream()
                    .map(item -> new Item(
                            item.key(), item.time(), item.number(), item.weight(), item.gap(), number, item.position()))
                    .toList());
        }
        return new Input(splits, input.boundMillis);
    }

    private JoinSides halved() {
        return of(sides.stream()
                .map(side -> new Input(
                        side.splits.stream()
                                .map(split -> split.subList(0, split.size() / 2))
                                .toList(),
                        side.boundMillis))
                .toList());
    }

    private long pairs(Model model, Keys keys) {
        long pairs = 0;
        for (Cut cut : model.cuts(all, keys)) {
            long product = 1;
            for (int side = 0; side < sides.size(); side++) {
                product *= Math.max(1, ofSide(cut.items(), side).size());
            }
            pairs += product;
        }
        return pairs;
    }

    /** How far one side may be ahead, in ways that make a difference. */
    static Duration lead(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Duration.ZERO;
            case 1 -> Duration.ofMillis(random.nextInt(500));
            case 2 -> Duration.ofDays(1_000);
            default -> Duration.ofMinutes(1);
        };
    }
}
