package dev.millrace.engine.state;

import dev.millrace.api.window.ClosedBy;
import dev.millrace.engine.state.CaptureHarness.Input;
import dev.millrace.engine.state.CaptureHarness.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Batches of numbers in random disorder, some of them late, with time that stands, goes and jumps. */
public final class RandomSteps {

    private final Random random;
    private final boolean hasObjectKeys;
    private final int keys;
    private final int disorder;
    private final boolean isSometimesSilent;
    private final long[] positions = new long[2];
    private long time = -50;
    private long watermark = Long.MIN_VALUE;

    /**
     * Makes a source of such.
     *
     * @param isSometimesSilent whether silence may be what moves time on
     */
    public RandomSteps(Random random, boolean hasObjectKeys, boolean isSometimesSilent) {
        this.isSometimesSilent = isSometimesSilent;
        this.random = random;
        this.hasObjectKeys = hasObjectKeys;
        keys = 1 + random.nextInt(9);
        disorder = 1 + random.nextInt(40);
    }

    /** So many batches, and one that ends the input. */
    public List<Step> steps(int count) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            steps.add(step());
        }
        steps.add(Step.end(0));
        return steps;
    }

    private Step step() {
        List<Input> rows = new ArrayList<>();
        int size = random.nextInt(CaptureHarness.capacity() + 1);
        boolean isBehind = random.nextInt(4) == 0;
        for (int i = 0; i < size; i++) {
            rows.add(row(isBehind));
        }
        if (random.nextInt(3) > 0) {
            time += random.nextInt(20) == 0 ? random.nextInt(300) : random.nextInt(8);
            watermark = Math.max(watermark, time - random.nextInt(disorder));
        }
        ClosedBy cause = isSometimesSilent && random.nextInt(3) == 0 ? ClosedBy.SILENCE : ClosedBy.WATERMARK;
        return new Step(0, rows, watermark, watermark, cause, random.nextInt(4) == 0);
    }

    private Input row(boolean isBehind) {
        long timestamp = time + random.nextInt(6) - random.nextInt(disorder + 3);
        long split = random.nextInt(positions.length);
        long origin = split << 43 | positions[(int) split]++;
        long splitWatermark =
                isBehind && random.nextBoolean() ? timestamp + random.nextInt(disorder) - 2 : Long.MIN_VALUE;
        return new Input(key(), timestamp, origin, (long) random.nextInt(1_000), splitWatermark);
    }

    private Object key() {
        int key = random.nextInt(keys);
        if (hasObjectKeys) {
            return "key " + key;
        }
        return switch (key) {
            case 0 -> Long.MIN_VALUE;
            case 1 -> -1L;
            case 2 -> 1L << 50;
            default -> (long) key;
        };
    }
}
