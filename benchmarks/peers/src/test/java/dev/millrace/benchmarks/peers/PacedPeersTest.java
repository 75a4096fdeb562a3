package dev.millrace.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.benchmarks.latency.Offer;
import dev.millrace.benchmarks.latency.OfferProcess;
import dev.millrace.benchmarks.latency.PacedEngine;
import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.benchmarks.recovery.Figures;
import java.util.ServiceLoader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PacedPeersTest {

    @ParameterizedTest
    @EnumSource(names = {"FLINK", "JET"})
    void enginesOfOthersGiveTheSameResultsAtAFixedRate(EngineName name) throws Exception {
        PacedEngine engine = ServiceLoader.load(PacedEngine.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.name() == name)
                .findFirst()
                .orElseThrow();

        // Throws if the answer is wrong.
        Figures figures = OfferProcess.measure(engine, new Offer(20, 2, 1, 1), 2);

        assertThat(figures.median("results")).isPositive();
    }
}
