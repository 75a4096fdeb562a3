package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.kafka.EmbeddedKafka;
import dev.millrace.testkit.postgres.EmbeddedPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class WeatherDelaysTest {

    @Test
    void theTableHasTheExpectedRows(@TempDir Path checkpoints) throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            assertThat(WeatherDelays.run(kafka, postgres, checkpoints))
                    .containsExactlyElementsOf(ExampleRun.expected("pnw-flights/expected/flights_by_visibility.csv")
                            .lines()
                            .skip(1)
                            .toList());
        }
    }
}
