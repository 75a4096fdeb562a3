package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.postgres.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class LiveDelaysTest {

    @Test
    void delaysAreThoseThatSqlFinds(@TempDir Path checkpoints) throws InterruptedException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            List<String> live = LiveDelays.run(postgres, checkpoints);

            assertThat(live)
                    .hasSize(3)
                    .containsExactlyElementsOf(
                            postgres.rows(
                                    "select origin, count(*), sum(delay_minutes) from departures group by origin order by origin"));
        }
    }
}
