package dev.millrace.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.TestRun;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Looks for a job that stands still: graphs in which streams divide and meet, with room for one batch between two tasks, under
 * random orders of steps. Each must come to its end, and give what it gives with one worker and all the room.
 */
class DeadlockSearchTest {

    private static final int BATCH_ROWS_MAX = 8;
    private static final int WORKERS_MAX = 4;

    private static final Tally TALLY = new Tally();

    @AfterAll
    static void distribution() {
        System.out.println("Deadlock search, " + TALLY);
        if (!Seeds.isOne()) {
            TALLY.requireHalf("several workers");
            TALLY.requireSome("union with itself");
            TALLY.requireSome("join with itself");
            TALLY.requireSome("as-of join");
            TALLY.requireSome("with checkpoints and crashes");
            TALLY.requireSome("sources held back");
        }
    }

    @Test
    void everyGraphComesToItsEnd() {
        Seeds.run(Seeds.cases(1_000, 5_000), DeadlockSearchTest::check);
    }

    private static void check(long seed) {
        Random random = new Random(seed * 37 + 5);
        RandomGraph roomy = new RandomGraph(seed);
        TestRun.of(roomy.pipeline).seed(seed).withoutChecks().start().runToEnd();

        RandomGraph tight = new RandomGraph(seed);
        int workers = 1 + random.nextInt(WORKERS_MAX);
        boolean isMemoryShort = random.nextInt(3) == 0;
        TestRun run = Crashes.sometimes(
                        TestRun.of(tight.pipeline)
                                .workers(workers)
                                .seed(seed)
                                .batchCapacity(1 + random.nextInt(BATCH_ROWS_MAX))
                                .laneBatches(1)
                                .memory(isMemoryShort ? 1 : Long.MAX_VALUE, Long.MAX_VALUE)
                                // At each step it costs as much as ten steps; the end tells as well.
                                .withoutChecks(),
                        seed)
                .start()
                .runToEnd();

        TALLY.addCase();
        TALLY.count("several workers", workers > 1);
        TALLY.count("with checkpoints and crashes", run.crashes() > 0);
        TALLY.count("sources held back", isMemoryShort);
        tight.shape().stream().distinct().forEach(kind -> TALLY.count(kind, true));
        assertThat(run.ledger().imbalances()).isEmpty();
        assertThat(tight.results()).as("%s of %s", tight.shape(), run).isEqualTo(roomy.results());
    }
}
