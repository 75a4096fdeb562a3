package dev.millrace.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.ChildProcess;
import dev.millrace.testkit.Jobs;
import dev.millrace.testkit.KilledJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** From topic to topic, killed, or frozen: nothing is lost or doubled. For more kills, set {@code millrace.kills}. */
@EnabledOnOs(OS.LINUX)
class KafkaKillTest {

    private static final int KILLS =
            Integer.getInteger("millrace.kills", Boolean.getBoolean("millrace.long") ? 1_000 : 12);
    private static final int SECONDS = 4;
    private static final int RECORDS = 4_000;

    @Test
    void topicsThatAKilledProcessWritesHaveEachRecordOnce(@TempDir Path directory) throws Exception {
        long seed = Long.getLong("millrace.seed", 1);

        KafkaKillHarness.Report report = new KafkaKillHarness(directory, KILLS, SECONDS, RECORDS, seed).run();

        System.out.println("seed " + seed + ": " + report);
        assertThat(report.kills().kills()).isEqualTo(KILLS);
        assertThat(report.kills().afterFirstEpoch()).isGreaterThanOrEqualTo(KILLS * 8 / 10);
        assertThat(report.kills().duringRecovery()).as("during recovery").isGreaterThanOrEqualTo(KILLS / 6);
        // Else no kill has hit a transaction, and the test proves nothing.
        assertThat(report.aborted()).as("records of transactions that died").isPositive();
    }

    @Test
    void aFrozenProcessThatWakesUpAfterAnotherTookOverWritesNothing(@TempDir Path directory) throws Exception {
        KafkaKillHarness.Round round = new KafkaKillHarness.Round(RECORDS, new Random(1));
        String copies = KilledKafkaJob.copies(round.topic);
        Path checkpoints = directory.resolve("checkpoints");
        ChildProcess frozen = new KafkaKillHarness.Copying(round.topic, checkpoints, RECORDS / SECONDS).start();
        Jobs.await("records", () -> !Broker.values(copies).isEmpty());
        frozen.signal("STOP");

        // A directory is locked by its process: this one is on another machine, to which the checkpoints were copied.
        Path copied = copy(checkpoints, directory.resolve("copied"));
        ChildProcess next = new KafkaKillHarness.Copying(round.topic, copied, RECORDS).start();
        next.awaitSuccess();
        round.requireOnce();

        frozen.signal("CONT");
        frozen.awaitEnd();
        // Refused at once, or when it starts anew, from a checkpoint of which the other one knows nothing or is ahead.
        assertThat(frozen.toString()).contains("another process has taken over the sink");
        assertThat(frozen.hasSaid(KilledJob.DONE)).isFalse();
        round.requireOnce();
    }

    private static Path copy(Path checkpoints, Path to) throws IOException {
        Files.createDirectory(to);
        try (Stream<Path> files = Files.list(checkpoints)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return to;
    }
}
