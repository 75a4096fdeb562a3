package dev.millrace.benchmarks.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.benchmarks.recovery.Figures;
import dev.millrace.testkit.kafka.EmbeddedKafka;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Between topics, each engine answers as the loop over the bids does; else {@link TopicProcess#run} throws. */
class TopicAnswersTest {

    /** Windows begin in the middle of it. */
    private static final long RECORDS = 500_001;

    private static EmbeddedKafka kafka;

    static List<TopicEngine> engines() {
        return ServiceLoader.load(TopicEngine.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /** Not Flink: its connector has transactions with an older client alone, which the benchmark gives to its process. */
    static List<TopicEngine> exactlyOnceEngines() {
        return engines().stream()
                .filter(engine ->
                        engine.name() == EngineName.MILLRACE_OPAQUE || engine.name() == EngineName.KAFKA_STREAMS)
                .toList();
    }

    @BeforeAll
    static void startBroker() {
        kafka = EmbeddedKafka.start();
        kafka.createTopic(TopicRun.BIDS, TopicRun.PARTITIONS);
        Bidding.write(kafka.bootstrapServers(), RECORDS);
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
    }

    @ParameterizedTest
    @MethodSource("engines")
    void answersWithoutCheckpoints(TopicEngine engine) throws Exception {
        assertAnswers(engine, 1, false);
    }

    @ParameterizedTest
    @MethodSource("exactlyOnceEngines")
    void answersExactlyOnceOnTwoThreads(TopicEngine engine) throws Exception {
        assertAnswers(engine, 2, true);
    }

    private static void assertAnswers(TopicEngine engine, int threads, boolean isExactlyOnce) throws Exception {
        Figures figures = new Figures();
        new TopicProcess(engine, kafka.bootstrapServers(), RECORDS, threads, isExactlyOnce).run(figures);
        assertThat(figures.median("records_per_s")).isPositive();
    }

    @Test
    void aMissingBidIsFound() {
        // It reads what is there, and the comparison expects one more.
        assertThatThrownBy(() -> new TopicProcess(new HandTopic(), kafka.bootstrapServers(), RECORDS + 1, 1, false)
                        .run(new Figures()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("but that of a plain loop is");
    }
}
