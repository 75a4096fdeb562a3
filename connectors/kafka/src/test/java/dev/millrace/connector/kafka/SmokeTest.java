package dev.millrace.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.millrace.testkit.ChildProcess;
import dev.millrace.testkit.KilledJob;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.apache.kafka.streams.tests.SmokeTestDriver;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Kafka's own judge of Kafka Streams writes data, and finds in the topics of {@link SmokeJob} what belongs there, exactly once. */
@EnabledOnOs(OS.LINUX)
class SmokeTest {

    private static final boolean LONG = Boolean.getBoolean("millrace.long");
    private static final int KEYS = LONG ? 20 : 10;
    private static final int RECORDS_OF_A_KEY = LONG ? 1_000 : 50;
    private static final int SECONDS = LONG ? 90 : 4;
    private static final int PARTITIONS = LONG ? 5 : 2;
    private static final int MILLIS_TO_KILL_MIN = LONG ? 8_000 : 700;

    static List<Integer> restarts() {
        return LONG ? List.of(0, 4) : List.of(2);
    }

    @ParameterizedTest
    @MethodSource("restarts")
    void theJudgeOfKafkaStreamsIsContent(int restarts, @TempDir Path checkpoints) throws Exception {
        // The judge expects one window of each key, and those of days begin at midnight.
        assumeThat(LocalTime.now(ZoneOffset.UTC)).isBefore(LocalTime.of(23, 50));
        Random random = new Random(Long.getLong("millrace.seed", 1));
        List<String> topics = List.of(SmokeTestDriver.topics());
        topics.forEach(topic -> Broker.embedded().createTopic(topic, PARTITIONS));
        ChildProcess job = start(checkpoints);
        job.awaitLine(KilledJob.RECOVERED, ChildProcess.PATIENCE);
        ChildProcess judge = ChildProcess.start(
                SmokeJudge.class,
                Broker.embedded().bootstrapServers(),
                Integer.toString(KEYS),
                Integer.toString(RECORDS_OF_A_KEY),
                Integer.toString(SECONDS));

        int whileDataCame = 0;
        for (int restart = 0; restart < restarts; restart++) {
            job.awaitLine(restart % 2 == 0 ? KilledJob.RECOVERED : KilledJob.STARTING, ChildProcess.PATIENCE);
            job.awaitLine(KilledJob.DONE, Duration.ofMillis(MILLIS_TO_KILL_MIN + random.nextInt(MILLIS_TO_KILL_MIN)));
            job.kill();
            whileDataCame += judge.hasSaid(SmokeJudge.GENERATED) ? 0 : 1;
            job = start(checkpoints);
        }
        judge.awaitSuccess();
        job.kill();

        System.out.println(restarts + " kills, " + whileDataCame + " of them while data came");
        assertThat(whileDataCame).isGreaterThanOrEqualTo(Math.min(restarts, 1));
        assertThat(judge.toString().lines())
                .contains("ALL-RECORDS-DELIVERED", "SUCCESS")
                .doesNotContain("PROCESSED-MORE-THAN-GENERATED");
        Broker.embedded().admin().deleteTopics(topics).all().get();
    }

    private static ChildProcess start(Path checkpoints) throws IOException {
        return ChildProcess.start(SmokeJob.class, Broker.embedded().bootstrapServers(), checkpoints.toString());
    }
}
