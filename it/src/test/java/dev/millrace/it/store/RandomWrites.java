package dev.millrace.it.store;

import dev.millrace.api.state.WriteBatch;
import java.util.Random;

/** Batches of few keys and fields, so that they meet. */
final class RandomWrites {

    private final Random random;
    final int keys;
    final int fields;
    private long serial;

    RandomWrites(Random random) {
        this.random = random;
        keys = 1 + random.nextInt(6);
        fields = 1 + random.nextInt(5);
    }

    String key() {
        return "k" + random.nextInt(keys);
    }

    String field() {
        return "f" + random.nextInt(fields);
    }

    WriteBatch<String, Object> next() {
        WriteBatch<String, Object> batch = new WriteBatch<>();
        int steps = random.nextInt(3) == 0 ? 1 + random.nextInt(6) : 1;
        for (int i = 0; i < steps; i++) {
            int kind = random.nextInt(8);
            if (kind == 0) {
                batch.delete(key());
            } else if (kind <= 2) {
                batch.delete(key(), field());
            } else {
                batch.put(key(), field(), value());
            }
        }
        return batch;
    }

    /** Different from all others; some are longer than a sector. */
    private Object value() {
        serial++;
        return switch (random.nextInt(5)) {
            case 0, 1 -> serial;
            case 2 -> "v" + serial + "x".repeat(random.nextInt(1_500));
            default -> "v" + serial;
        };
    }
}
