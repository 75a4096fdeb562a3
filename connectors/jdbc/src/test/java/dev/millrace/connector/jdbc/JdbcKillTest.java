package dev.millrace.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.ChildProcess;
import dev.millrace.testkit.Jobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** From Kafka into PostgreSQL, killed, or frozen: nothing is lost or doubled. For more kills, set {@code millrace.kills}. */
@EnabledOnOs(OS.LINUX)
class JdbcKillTest {

    private static final int KILLS =
            Integer.getInteger("millrace.kills", Boolean.getBoolean("millrace.long") ? 1_000 : 8);
    private static final int SECONDS = 2;
    private static final int RECORDS = 2_000;

    @Test
    void tablesThatAKilledProcessWritesHaveEachRowOnce(@TempDir Path directory) throws Exception {
        long seed = Long.getLong("millrace.seed", 1);

        JdbcKillHarness.Report report = new JdbcKillHarness(directory, KILLS, SECONDS, RECORDS, seed).run();

        System.out.println("seed " + seed + ": " + report);
        assertThat(report.kills().kills()).isEqualTo(KILLS);
        assertThat(report.kills().afterFirstEpoch()).isGreaterThanOrEqualTo(KILLS * 8 / 10);
        assertThat(report.kills().duringRecovery()).as("during recovery").isGreaterThanOrEqualTo(KILLS / 6);
        // Else no kill has hit a transaction, and the test proves nothing.
        assertThat(report.aborted()).as("rows of transactions that died").isPositive();
    }

    @Test
    void aFrozenProcessThatWakesUpAfterAnotherTookOverWritesNothing(@TempDir Path directory) throws Exception {
        String prefix = Database.name("frozen");
        JdbcKillHarness.Input input = new JdbcKillHarness.Input(prefix, RECORDS, new Random(1));
        Path checkpoints = directory.resolve("checkpoints");
        ChildProcess frozen = new JdbcKillHarness.Copying(prefix, checkpoints, RECORDS / SECONDS).start();
        String count = "select count(*) from " + KilledJdbcJob.copies(prefix);
        Jobs.await("rows", () -> Database.POSTGRES.number(count) > 0);
        frozen.signal("STOP");
        assertThat(Database.POSTGRES.number(count)).as("half way").isBetween(1L, RECORDS - 1L);

        // A directory is locked by its process: this one is on another machine, to which the checkpoints were copied.
        Path copied = copy(checkpoints, directory.resolve("copied"));
        ChildProcess next = new JdbcKillHarness.Copying(prefix, copied, RECORDS).start();
        next.awaitSuccess();
        input.requireOnce();

        frozen.signal("CONT");
        frozen.awaitEnd();
        // Frozen within a transaction, it has lost its connection, starts anew, and is refused because it goes back.
        assertThat(frozen.toString())
                .containsAnyOf(
                        "another process has taken over sink '" + prefix,
                        "of sink '" + KilledJdbcJob.copies(prefix) + "' is in the database, but the job goes back to",
                        "of sink '" + prefix + "_counts' is in the database, but the job goes back to");
        input.requireOnce();
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
