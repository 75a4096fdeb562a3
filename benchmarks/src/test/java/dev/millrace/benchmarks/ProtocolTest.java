package dev.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.benchmarks.query.Query;
import org.junit.jupiter.api.Test;

class ProtocolTest {

    @Test
    void anIterationSurvivesBeingWrittenAsALine() {
        Iteration iteration = new Iteration(1, 2, 3, 4);

        assertThat(Iteration.ofLine(iteration.toLine())).contains(iteration);
        assertThat(Iteration.ofLine("anything else")).isEmpty();
    }

    @Test
    void anAnswerSurvivesBeingWrittenAsALine() {
        PrefixAnswer answer = new PrefixAnswer(1, new Answer(2, -3));

        assertThat(PrefixAnswer.ofLine(answer.toLine())).contains(answer);
        assertThat(PrefixAnswer.ofLine("anything else")).isEmpty();
    }

    @Test
    void aBudgetSurvivesBeingWrittenAsAWord() {
        assertThat(Budget.ofWord(Budget.FULL.toWord())).isEqualTo(Budget.FULL);
    }

    @Test
    void aPlainRunHasAllQueriesAndEngines() {
        Options options = Options.of();

        assertThat(options.engines()).isEqualTo(EngineName.choosable());
        assertThat(options.queries()).extracting(Query::name).contains("pass", "sliding-3600", "session-late", "json");
        assertThat(options.reports()).containsExactly("callers-thread-latency", "hello", "jar-sizes");
        assertThat(options.trials()).containsAll(Trials.names());
        assertThat(options.latencies()).containsExactly("latency-100000", "latency-500000");
        assertThat(options.forks()).isEqualTo(3);
    }

    @Test
    void aQuickRunIsWithoutEnginesOfOthers() {
        Options options = Options.of("--quick");

        assertThat(options.engines()).noneMatch(EngineName::isPeer);
        assertThat(options.queries()).allMatch(Query::isQuick);
        assertThat(options.trials()).containsExactly("checkpoint-100000");
        assertThat(options.latencies()).containsExactly("latency-100000");
        assertThat(options.forks()).isOne();
    }

    @Test
    void whatIsNamedIsMeasured() {
        Options options = Options.of(
                "--queries",
                "tumbling,hello,checkpoint-5000000,latency-500000",
                "--engines",
                "jet,hand-objects",
                "--threads",
                "1,2",
                "--quick");

        assertThat(options.queries()).extracting(Query::name).containsExactly("tumbling");
        assertThat(options.reports()).containsExactly("hello");
        assertThat(options.trials()).containsExactly("checkpoint-5000000");
        assertThat(options.latencies()).containsExactly("latency-500000");
        assertThat(options.engines()).containsExactly(EngineName.JET, EngineName.HAND_OBJECTS);
        assertThat(options.threads()).containsExactly(1, 2);
    }

    @Test
    void aWrongCommandSaysWhatIsRight() {
        assertThatThrownBy(() -> Options.of("--engine", "flink")).hasMessageContaining("--engines");
        assertThatThrownBy(() -> Options.of("--engines", "spark")).hasMessageContaining("millrace-opaque");
        assertThatThrownBy(() -> Options.of("--queries", "q5")).hasMessageContaining("--list");
        assertThatThrownBy(() -> Options.of("--forks", "0")).hasMessageContaining("from 1 to 99");
        assertThatThrownBy(() -> Options.of("--tsv")).hasMessageContaining("needs a value");
    }
}
