package dev.millrace.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.testkit.Jobs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that stops while a job runs, and starts again. */
class BrokerOutageTest {

    private static final int VALUES = 500;

    @Test
    void nothingIsLostOrDoubledWhenTheBrokerStopsAndStartsAgain(@TempDir Path checkpoints) throws Exception {
        String from = Broker.topic("outage-from", 2);
        String to = Broker.topic("outage-to", 1);
        Pipeline pipeline = Pipeline.named("outage");
        pipeline.read("from", Broker.kafka().topics(from).values(KafkaFormat.string()))
                .write("to", Broker.kafka().to(to, KafkaFormat.string()).exactlyOnce(to));
        List<String> expected = new ArrayList<>();
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(2).build();
                Job job = runtime.start(pipeline, Checkpoints.in(checkpoints).every(Duration.ofMillis(100)))) {
            for (int outage = 0; outage < 2; outage++) {
                for (int partition = 0; partition < 2; partition++) {
                    String[] values = values(outage + "/" + partition + "/");
                    Broker.produce(from, partition, values);
                    expected.addAll(List.of(values));
                }
                if (outage == 0) {
                    // In the middle of whatever the job does with what it has got.
                    Broker.embedded().stop();
                    Broker.embedded().restart();
                }
            }
            Jobs.await("all", () -> Broker.values(to).size() >= expected.size());
            job.cancel();
        } catch (CancellationException expectedEnd) {
            // It was.
        }
        assertThat(Broker.values(to)).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static String[] values(String prefix) {
        String[] values = new String[VALUES];
        for (int i = 0; i < VALUES; i++) {
            values[i] = prefix + i;
        }
        return values;
    }
}
