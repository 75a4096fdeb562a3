package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.examples.PushFromProgram.Request;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class PushFromProgramTest {

    private static final Instant START = Instant.parse("2024-05-01T12:00:00Z");

    @Test
    void everyPushedRecordIsCounted() throws Exception {
        ConcurrentLinkedQueue<String> results = new ConcurrentLinkedQueue<>();

        PushFromProgram.countByPath(
                List.of(
                        new Request(START, "/"),
                        new Request(START.plusMillis(10), "/cart"),
                        new Request(START.plusMillis(999), "/"),
                        new Request(START.plusMillis(1_000), "/")),
                results::add);

        assertThat(results)
                .containsExactlyInAnyOrder(
                        "2024-05-01T12:00:00Z / 2", "2024-05-01T12:00:00Z /cart 1", "2024-05-01T12:00:01Z / 1");
    }
}
