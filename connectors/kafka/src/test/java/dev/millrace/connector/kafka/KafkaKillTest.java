package dev.millrace.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** From topic to topic, killed twenty times: nothing is lost or doubled. For more kills, see {@link KafkaKillHarness}. */
@EnabledOnOs(OS.LINUX)
class KafkaKillTest {

    private static final int KILLS = 20;
    private static final int SECONDS = 4;
    private static final int RECORDS = 4_000;

    @Test
    void topicsThatAKilledProcessWritesHaveEachRecordOnce(@TempDir Path directory) throws Exception {
        long seed = Long.getLong("millrace.seed", 1);

        KafkaKillHarness.Report report = new KafkaKillHarness(directory, KILLS, SECONDS, RECORDS, seed).run();

        System.out.println("seed " + seed + ": " + report);
        assertThat(report.kills().kills()).isEqualTo(KILLS);
        assertThat(report.kills().afterFirstEpoch()).isGreaterThanOrEqualTo(KILLS * 8 / 10);
        assertThat(report.kills().duringRecovery()).as("during recovery").isPositive();
        // Else no kill has hit a transaction, and the test proves nothing.
        assertThat(report.aborted()).as("records of transactions that died").isPositive();
    }
}
