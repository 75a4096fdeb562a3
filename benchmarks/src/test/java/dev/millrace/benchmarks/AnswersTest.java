package dev.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Answering;
import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.benchmarks.query.Form;
import dev.millrace.benchmarks.query.Operation;
import dev.millrace.benchmarks.query.Queries;
import dev.millrace.benchmarks.query.Query;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AnswersTest {

    /** Not a multiple of a chunk or a batch. */
    private static final long RECORDS = 100_001;

    /** A bit more than one window of the busiest queries. */
    private static final long RECORDS_OF_WINDOWS = 2_700_001;

    private static final List<EngineName> ENGINES =
            List.of(EngineName.HAND_OBJECTS, EngineName.HAND_COLUMNS, EngineName.MILLRACE_OPAQUE);

    static List<String> queries() {
        return Queries.all().stream().map(Query::name).toList();
    }

    @ParameterizedTest
    @MethodSource("queries")
    void allSidesAnswerAlike(String name) throws Exception {
        Query query = Queries.named(name);
        long records = query.form() == Form.JSON_LINES ? RECORDS / 10 : RECORDS;

        assertAllAnswerAlike(query, records);
    }

    @ParameterizedTest
    @MethodSource("windowQueries")
    void allSidesAnswerAlikeOverSeveralWindows(String name) throws Exception {
        assertAllAnswerAlike(Queries.named(name), RECORDS_OF_WINDOWS);
    }

    static List<String> windowQueries() {
        return List.of("tumbling-10000-disorder", "tumbling-late", "sliding-5", "session-late");
    }

    private static void assertAllAnswerAlike(Query query, long records) throws Exception {
        Answer expected = answer(query, EngineName.HAND_OBJECTS, 1, records);
        assertThat(expected.results()).isPositive();
        for (EngineName engine : ENGINES) {
            for (int threads = 1; threads <= 2; threads++) {
                if (Engines.of(engine).answers(query, threads)) {
                    assertThat(answer(query, engine, threads, records))
                            .as("%s on %d threads", engine, threads)
                            .isEqualTo(expected);
                }
            }
        }
    }

    private static Answer answer(Query query, EngineName engine, int threads, long records) throws Exception {
        try (Answering answering = Engines.of(engine).open(query, threads)) {
            answering.prepare(records);
            answering.run(records);
            return answering.answer();
        }
    }

    @ParameterizedTest
    @MethodSource("keyedQueries")
    void theHandWrittenLoopAnswersAsThePlainestCodeDoes(String name) throws Exception {
        Query query = Queries.named(name);
        boolean isWide = name.endsWith("600") || name.endsWith("60");
        long records = isWide ? RECORDS / 100 : RECORDS;

        assertThat(answer(query, EngineName.HAND_OBJECTS, 1, records))
                .isEqualTo(NaiveAnswers.of(query.operation(), query.bids(), records));
    }

    static List<String> keyedQueries() {
        return Queries.all().stream()
                .filter(query -> query.form() == Form.RECORDS && !query.bids().hasLate())
                .filter(query -> !(query.operation() instanceof Operation.PassThrough))
                .filter(query -> !(query.operation() instanceof Operation.FilterMap))
                .map(Query::name)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("joins")
    void theHandWrittenJoinAnswersAsThePlainestCodeDoes(String name) throws Exception {
        Query query = Queries.named(name);

        for (long records : new long[] {1, 17, 4_099, RECORDS / 3}) {
            assertThat(answer(query, EngineName.HAND_OBJECTS, 1, records))
                    .as("%d records", records)
                    .isEqualTo(NaiveJoins.of(query, records));
        }
    }

    static List<String> joins() {
        return Queries.all().stream()
                .filter(query -> query.form() == Form.JOINED)
                .map(Query::name)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "join-window-0, 0.0009, 0.0011",
        "join-window-1, 0.99, 1.01",
        "join-window-10, 9.9, 10.1",
        "join-interval-0, 0.0009, 0.0011",
        "join-interval-1, 0.99, 1.01",
        "join-interval-10, 9.9, 10.1"
    })
    void aBidHasAsManyMatchesAsTheQuerySays(String name, double least, double greatest) throws Exception {
        long records = 4_000_000;
        Query query = Queries.named(name);
        long bids = records - ((Operation.Join) query.operation()).reserves().countOf(records);

        long results = answer(query, EngineName.HAND_COLUMNS, 1, records).results();

        assertThat((double) results / bids).isBetween(least, greatest);
    }

    /** Long enough for every auction to have a reserve price nearly all the time, and for old ones to be dropped. */
    @Test
    void nearlyEveryBidHasAReservePriceThatHolds() throws Exception {
        long records = 4_000_000;

        for (String name : List.of("join-asof", "join-asof-versions-1", "join-asof-versions-1000")) {
            assertThat(answer(Queries.named(name), EngineName.HAND_OBJECTS, 1, records)
                            .results())
                    .isBetween(records * 15 / 17 * 9 / 10, records * 16 / 17);
        }
    }

    /** Long enough for the two stacks to flip many times. */
    @Test
    void twoThreadsAnswerAsThePlainestCodeDoes() throws Exception {
        Query dense = Queries.named("overlap-10");

        assertThat(answer(dense, EngineName.HAND_COLUMNS, 2, RECORDS * 3))
                .isEqualTo(NaiveAnswers.of(dense.operation(), dense.bids(), RECORDS * 3));
    }

    @Test
    void generatorsMakeEveryRecord() throws Exception {
        for (EngineName engine : List.of(EngineName.GENERATE, EngineName.GENERATE_COLUMNS)) {
            for (String name : List.of("tumbling", "json", "join-window-1", "join-asof")) {
                assertThat(answer(Queries.named(name), engine, 1, 10_001)).isEqualTo(new Answer(10_001, 0));
            }
        }
    }

    @Test
    void sessionsOpenAndCloseByTheThousand() throws Exception {
        Answer answer = answer(Queries.named("session"), EngineName.HAND_OBJECTS, 1, 1_000_000);

        assertThat(answer.results()).isBetween(100_000L, 140_000L);
    }

    @Test
    void fiveInAHundredBidsOfTheLateSessionsAreLeftOut() throws Exception {
        long records = 1_000_000;
        Query late = Queries.named("session-late");
        long max = Long.MIN_VALUE;
        long stragglers = 0;
        for (long i = 0; i < records; i++) {
            long timestamp = late.bids().apply(i).timestamp();
            stragglers += timestamp < max ? 1 : 0;
            max = Math.max(max, timestamp);
        }

        assertThat(stragglers).isBetween(records * 4 / 100, records * 6 / 100);
    }
}
