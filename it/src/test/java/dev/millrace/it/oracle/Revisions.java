package dev.millrace.it.oracle;

import dev.millrace.api.stream.WindowedStream;
import dev.millrace.api.window.LatePolicy;
import java.time.Duration;
import java.util.Random;

/** When results are given, as a random case asks for it; 0 for what it does not. */
record Revisions(long earlyMillis, long earlyRecords, boolean isDiscarding, long latenessMillis, LatePolicy policy) {

    static Revisions random(Random random) {
        LatePolicy[] policies = LatePolicy.values();
        return new Revisions(
                random.nextBoolean() ? 1 + random.nextInt(random.nextBoolean() ? 20 : 300) : 0,
                random.nextBoolean() ? 1 + random.nextInt(12) : 0,
                random.nextInt(3) == 0,
                random.nextBoolean() ? 1 + random.nextInt(random.nextBoolean() ? 100 : 3_000) : 0,
                random.nextInt(4) == 0 ? Seeds.any(random, policies) : LatePolicy.SIDE_STREAM);
    }

    Revisions withoutLateness() {
        return new Revisions(earlyMillis, earlyRecords, isDiscarding, 0, policy);
    }

    WindowedStream<Item, ?> applyTo(WindowedStream<Item, ?> windowed) {
        WindowedStream<Item, ?> emission = windowed;
        if (earlyMillis > 0) {
            emission = emission.earlyEvery(Duration.ofMillis(earlyMillis));
        }
        if (earlyRecords > 0) {
            emission = emission.earlyEvery(earlyRecords);
        }
        if (isDiscarding) {
            emission = emission.discarding();
        }
        if (latenessMillis > 0) {
            emission = emission.allowedLateness(Duration.ofMillis(latenessMillis));
        }
        return emission;
    }
}
