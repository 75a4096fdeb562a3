package dev.millrace.it.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Job;
import dev.millrace.api.view.NamedState;
import dev.millrace.api.view.StateUnavailableException;
import dev.millrace.api.view.StateView;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.engine.SavedState;
import dev.millrace.testkit.ScriptedSource;
import dev.millrace.testkit.TestRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What joins, searches for patterns, versioned tables and timers keep is shown as of one moment, too. */
class KeptViewsTest {

    @Test
    void whatWaitsFitsTheRecordsUnderAnySchedule() {
        int views = 0;
        int kept = 0;
        for (long seed = 0; seed < 25; seed++) {
            Random random = new Random(seed);
            Keeping keeping = new Keeping(ListSource.ofSplits(Bank.randomSplits(random, 100)));
            if (seed % 2 == 1) {
                // Then operators stand behind others that give out what fails.
                keeping.pipeline.deadLetters().write("letters", new CollectingSink<>());
            }
            TestRun.Builder builder =
                    TestRun.of(keeping.pipeline).workers(1 + random.nextInt(3)).seed(seed);
            if (random.nextInt(3) > 0) {
                builder.crashes(random.nextInt(4));
            }
            if (seed % 8 > 0) {
                builder.withoutChecks();
            }
            TestRun run = builder.start();
            for (int look = 0; look < 6 && !run.status().isEnd(); look++) {
                for (int steps = random.nextInt(90); steps > 0; steps--) {
                    run.step();
                }
                try (StateView view = run.view()) {
                    kept += keeping.check(view);
                    views++;
                } catch (StateUnavailableException ended) {
                    assertThat(run.status().isEnd() || ended.getMessage().contains("has finished"))
                            .as("%s: %s", run, ended)
                            .isTrue();
                } catch (AssertionError failure) {
                    throw new AssertionError(run + ": " + failure.getMessage(), failure);
                }
            }
            run.runToEnd();
        }
        System.out.println("Views " + views + " of " + kept + " things that were kept");
        assertThat(kept).isGreaterThan(1_000);
    }

    @Test
    void everythingThatIsKeptHasAName() {
        Keeping keeping = new Keeping(ScriptedSource.live(1));
        TestRun run = TestRun.of(keeping.pipeline).start().runUntilIdle();
        try (StateView view = run.view()) {
            assertThat(view.states())
                    .extracting(NamedState::operator, NamedState::kind)
                    .contains(
                            tuple("near", NamedState.Kind.JOIN_ROWS),
                            tuple("grouped", NamedState.Kind.JOIN_ROWS),
                            tuple("rated", NamedState.Kind.VERSIONS),
                            tuple("rated", NamedState.Kind.JOIN_ROWS),
                            tuple("joined", NamedState.Kind.TABLE),
                            tuple("joined", NamedState.Kind.JOIN_ROWS),
                            tuple("rising", NamedState.Kind.PARTIAL_MATCHES),
                            tuple("alarms", NamedState.Kind.TIMERS));
            assertThatThrownBy(() -> view.versions("near"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'near' has no versions, but the records that a join keeps");
            assertThatThrownBy(() -> view.timers("rising"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'rising' has no timers, but partial matches");
        }
    }

    @Test
    void itIsReadFromCheckpointsAsWell(@TempDir Path directory) throws Exception {
        List<Deposit> deposits = Bank.randomSplits(new Random(1), 3_000).get(0);
        Keeping keeping = new Keeping(ListSource.of(deposits));
        try (EmbeddedRuntime runtime =
                        EmbeddedRuntime.builder().workers(2).batchCapacity(16).build();
                Job job = runtime.start(keeping.pipeline, Checkpoints.in(directory))) {
            job.stopWithSavepoint("half-way").await(Duration.ofMinutes(1));
            job.await();
        }
        SavedState saved = SavedState.in(directory);
        for (long epoch : saved.epochs()) {
            Keeping later = new Keeping(ListSource.of(deposits));
            try (StateView view = saved.at(later.pipeline, epoch)) {
                later.check(view);
            }
        }
    }
}
