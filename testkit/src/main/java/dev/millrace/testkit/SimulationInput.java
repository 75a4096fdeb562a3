package dev.millrace.testkit;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/**
 * What a generator of cases makes one of: the seed, what it decides, and which records are left of those that it asks for. Not
 * thread-safe.
 */
public final class SimulationInput {

    private final long seed;
    private final Random random;

    /** By number, in the order of {@link #records}. */
    private final BitSet dropped;

    private final List<Object> kept = new ArrayList<>();
    private final BitSet keptNumbers = new BitSet();
    private int offered;

    /**
     * An input of which nothing is left out, for a generator of cases that are not simulated.
     *
     * @param seed decides everything about the case
     * @return a new one
     */
    public static SimulationInput of(long seed) {
        return new SimulationInput(seed, new BitSet());
    }

    SimulationInput(long seed, BitSet dropped) {
        this.seed = seed;
        this.dropped = dropped;
        random = new Random(SimulationOptions.spread(seed, "input"));
    }

    /**
     * The number of the case.
     *
     * @return the seed, for what is to be had in turn, such as kinds of pipelines
     */
    public long seed() {
        return seed;
    }

    /**
     * What decides everything about the case. The same for each making of one case.
     *
     * @return the generator of random numbers, seeded
     */
    public Random random() {
        return random;
    }

    /**
     * Takes the records of one split. All records of a case must go through here, so that a failing case can be made smaller by
     * leaving some out.
     *
     * @param all the records, in their order
     * @param <T> their type
     * @return those that the case is to have
     */
    public <T> List<T> records(List<? extends T> all) {
        List<T> left = new ArrayList<>();
        for (T record : all) {
            if (!dropped.get(offered)) {
                left.add(record);
                kept.add(record);
                keptNumbers.set(offered);
            }
            offered++;
        }
        return left;
    }

    List<Object> kept() {
        return kept;
    }

    BitSet keptNumbers() {
        return keptNumbers;
    }
}
