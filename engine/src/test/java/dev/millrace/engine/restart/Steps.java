package dev.millrace.engine.restart;

import dev.millrace.engine.batch.Origin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Random input for an operator with several sides: rows out of order, late ones among them, behind which time goes on. */
public final class Steps {

    private static final int SPLITS = 3;

    private final Random random;
    private final int disorderMillis;
    private final boolean areKeysObjects;
    private final Values values;
    private final long[] sideWatermarks;
    private final int[] positions = new int[SPLITS];
    private final List<Step> steps = new ArrayList<>();
    private long now;
    private int rows;

    /** Makes the record of a row. */
    public interface Values {

        /**
         * Makes a record.
         *
         * @param side of the row
         * @param key of the row
         * @param number different for each row
         */
        Object value(int side, Object key, int number);
    }

    /** Makes none yet; the other parameters follow from the random numbers. */
    public Steps(int sides, int disorderMillis, Random random, Values values) {
        this.random = random;
        this.disorderMillis = disorderMillis;
        this.values = values;
        areKeysObjects = random.nextBoolean();
        sideWatermarks = new long[sides];
        Arrays.fill(sideWatermarks, Long.MIN_VALUE);
    }

    /** Records that name their key, their side, and their number. */
    public static Object texts(int side, Object key, int number) {
        return (key instanceof Long ? "key" + key : key) + "/" + side + "/" + number;
    }

    /** Whether keys are objects, or numbers. */
    public boolean areKeysObjects() {
        return areKeysObjects;
    }

    /** So many steps, and the end of all sides. */
    public List<Step> make(int count) {
        for (int i = 0; i < count; i++) {
            int side = random.nextInt(sideWatermarks.length);
            if (sideWatermarks[side] < Long.MAX_VALUE) {
                step(side);
            }
        }
        for (int side = 0; side < sideWatermarks.length; side++) {
            sideWatermarks[side] = Long.MAX_VALUE;
            steps.add(new Step(List.of(), header(side)));
        }
        return steps;
    }

    private void step(int side) {
        List<Step.Row> some = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            now += random.nextInt(4);
            some.add(row(side));
        }
        if (random.nextInt(3) == 0) {
            sideWatermarks[side] = Math.max(sideWatermarks[side], now - disorderMillis / 2 - random.nextInt(20));
        }
        if (random.nextInt(100) == 0) {
            sideWatermarks[side] = Long.MAX_VALUE;
        }
        steps.add(new Step(some, header(side)));
    }

    private Step.Row row(int side) {
        long number = random.nextInt(5);
        Object key = areKeysObjects ? "key" + number : (Object) number;
        int split = random.nextInt(SPLITS);
        long timestamp = now - random.nextInt(disorderMillis + 1);
        boolean isBehind = random.nextInt(10) == 0;
        return new Step.Row(
                key,
                timestamp,
                Origin.ofRecord(split, positions[split]++),
                values.value(side, key, rows++),
                isBehind ? timestamp + random.nextInt(20) : Step.NONE);
    }

    private Step.Header header(int side) {
        long watermark = Arrays.stream(sideWatermarks).min().getAsLong();
        return new Step.Header(
                side, watermark, sideWatermarks[side], random.nextInt(4) == 0, now > 100, watermark == Long.MAX_VALUE);
    }
}
