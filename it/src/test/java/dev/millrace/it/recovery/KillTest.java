package dev.millrace.it.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed twenty times writes what one writes that is not killed. For more, see {@link KillHarness}. */
@EnabledOnOs(OS.LINUX)
class KillTest {

    private static final int KILLS = 20;
    private static final int SECONDS = 3;

    @Test
    void filesOfAKilledProcessAreThoseOfOneThatLives(@TempDir Path directory) throws Exception {
        long seed = Long.getLong("millrace.seed", 1);

        KillHarness.Report report = new KillHarness(directory, KILLS, SECONDS, seed).run();

        System.out.println("seed " + seed + ": " + report);
        assertThat(report.kills()).isEqualTo(KILLS);
        assertThat(report.afterFirstEpoch()).isGreaterThanOrEqualTo(KILLS * 8 / 10);
        assertThat(report.duringRecovery()).as("during recovery").isPositive();
        // Else the kills have hit nothing, and the test proves nothing.
        assertThat(report.discarding()).as("left what was discarded").isPositive();
    }
}
