package dev.millrace.runner.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.runner.flink.Feed.Scenario;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Every scenario on both runners, with equal results; the order of those of a key included. */
@Timeout(60)
class RunnerContractTest {

    private static final EmbeddedRuntime EMBEDDED =
            EmbeddedRuntime.builder().workers(2).batchCapacity(64).build();
    private static final FlinkRuntime FLINK =
            FlinkRuntime.local().parallelism(2).batchCapacity(64).build();

    @AfterAll
    static void close() {
        FLINK.close();
        EMBEDDED.close();
    }

    @TestFactory
    Stream<DynamicTest> everyScenarioComesOutAlike() {
        return Scenarios.all().entrySet().stream()
                .filter(each -> each.getKey().matches(System.getProperty("scenario", ".*")))
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> assertAlike(each.getKey(), each.getValue())));
    }

    private static void assertAlike(String name, Scenario scenario) throws InterruptedException {
        long seed = name.hashCode();
        Map<String, List<String>> embedded = Feed.run(EMBEDDED, scenario, seed);
        assertThat(embedded.values()).as("the scenario gives something").anyMatch(results -> !results.isEmpty());
        assertThat(Feed.run(FLINK, scenario, seed)).as("seed %d", seed).isEqualTo(embedded);
    }
}
