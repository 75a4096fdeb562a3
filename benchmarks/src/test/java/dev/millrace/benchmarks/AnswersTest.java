package dev.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.EmbeddedRuntime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AnswersTest {

    /** A bit more than one window, and not a multiple of a batch. */
    private static final long RECORDS = 4_200_001;

    static List<String> cases() {
        // A million keys take their time; one case of them is enough here.
        return Case.all().stream()
                .map(Case::name)
                .filter(name -> !name.contains("1000000") || name.endsWith("1000000-disorder"))
                .filter(name -> !name.contains("zipf-1000000"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void millraceAnswersAsTheHandWrittenLoopDoes(String name) throws Exception {
        Case one = Case.named(name);
        Query query = one.query().get();

        Answer byHand = query.byHand(false, RECORDS);

        assertThat(byHand.results()).isPositive();
        assertThat(query.byHand(true, RECORDS)).isEqualTo(byHand);
        try (EmbeddedRuntime runtime =
                EmbeddedRuntime.builder().workers(one.workers()).build()) {
            assertThat(query.byMillrace(runtime, RECORDS)).isEqualTo(byHand);
        }
    }

    @Test
    void anIterationSurvivesBeingWrittenAsALine() {
        Iteration iteration = new Iteration(1, 2, 3, new Answer(4, -5));

        assertThat(Iteration.ofLine(iteration.toLine())).contains(iteration);
        assertThat(Iteration.ofLine("anything else")).isEmpty();
    }
}
