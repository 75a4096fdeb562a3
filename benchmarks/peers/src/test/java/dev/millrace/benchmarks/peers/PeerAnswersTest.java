package dev.millrace.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.benchmarks.flink.FlinkEngine;
import dev.millrace.benchmarks.flink.MillraceOnFlink;
import dev.millrace.benchmarks.hand.HandEngine;
import dev.millrace.benchmarks.jet.JetEngine;
import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Answering;
import dev.millrace.benchmarks.query.Engine;
import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.benchmarks.query.Operation;
import dev.millrace.benchmarks.query.Queries;
import dev.millrace.benchmarks.query.Query;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PeerAnswersTest {

    private static final long RECORDS = 60_001;

    /** So many bids times windows are few enough for an engine that touches every window. */
    private static final long TOUCHES = 400_000;

    static List<String> flinkQueries() {
        return queries(EngineName.FLINK);
    }

    static List<String> millraceQueries() {
        return queries(EngineName.MILLRACE_FLINK);
    }

    static List<String> jetQueries() {
        return queries(EngineName.JET);
    }

    private static List<String> queries(EngineName peer) {
        return Queries.all().stream()
                .filter(query -> query.isFor(peer))
                .map(Query::name)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("flinkQueries")
    void flinkAnswersAsTheHandWrittenLoopDoes(String name) throws Exception {
        assertSame(new FlinkEngine(), name);
    }

    @ParameterizedTest
    @MethodSource("millraceQueries")
    void millraceOnFlinkAnswersAsTheHandWrittenLoopDoes(String name) throws Exception {
        assertSame(new MillraceOnFlink(), name);
    }

    @ParameterizedTest
    @MethodSource("jetQueries")
    void jetAnswersAsTheHandWrittenLoopDoes(String name) throws Exception {
        assertSame(new JetEngine(), name);
    }

    private static void assertSame(Engine engine, String name) throws Exception {
        Query query = Queries.named(name);
        long records = RECORDS;
        if (query.operation() instanceof Operation.Window window) {
            records = Math.min(records, TOUCHES * window.slideMillis() / window.sizeMillis());
        }
        Answer expected = answer(new HandEngine(false), query, 1, records);
        assertThat(expected.results()).isPositive();
        for (int threads = 1; threads <= 2; threads++) {
            assertThat(answer(engine, query, threads, records))
                    .as("on %d threads", threads)
                    .isEqualTo(expected);
        }
    }

    private static Answer answer(Engine engine, Query query, int threads, long records) throws Exception {
        assertThat(engine.answers(query, threads)).isTrue();
        try (Answering answering = engine.open(query, threads)) {
            answering.prepare(records);
            answering.run(records);
            return answering.answer();
        }
    }
}
