package dev.millrace.it;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.Push;
import dev.millrace.api.failure.DeadLetter;
import dev.millrace.api.failure.FailedRecord;
import dev.millrace.api.failure.FailurePolicy;
import dev.millrace.api.failure.FloodException;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Guarantee;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.SourceStream;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.TransformedStream;
import dev.millrace.api.type.Codecs;
import dev.millrace.api.window.WindowResult;
import dev.millrace.connector.files.JsonLines;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.testkit.TestRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a policy promises: when it tries again, when it gives up, and what does not build. */
@Timeout(60)
class FailurePolicyTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Pipeline pipeline = Pipeline.named("policies");
    private final CollectingSink<Long> out = new CollectingSink<>();
    private final CollectingSink<DeadLetter> letters = new CollectingSink<>();
    private final Map<Long, Integer> calls = new HashMap<>();

    private SourceStream<Long> numbers(int count) {
        return pipeline.read(
                "numbers",
                ListSource.of(LongStream.range(0, count).boxed().toList()).eventTimeMillis(number -> number));
    }

    /** Throws for some numbers so many times. */
    private long refuse(long number, long oneIn, int times) {
        if (number % oneIn == 0 && calls.merge(number, 1, Integer::sum) <= times) {
            throw new IllegalStateException("no " + number);
        }
        return number;
    }

    @Test
    void aRetryComesWhenThePauseIsOverAndNotBeforeAndOthersGoOn() {
        CollectingSink<Long> others = new CollectingSink<>();
        Stream<Long> numbers = numbers(5);
        numbers.map(number -> refuse(number, 2, 2))
                .onFailure(FailurePolicy.deadLetter().retry(2, SECOND))
                .write("out", out);
        numbers.write("others", others);
        pipeline.deadLetters().write("letters", letters);

        TestRun run = TestRun.of(pipeline).batchCapacity(100).start().runUntilIdle();
        assertThat(others.records()).hasSize(5);
        assertThat(out.records()).isEmpty();
        assertThat(run.ledger().operator("map-1").held()).isEqualTo(5);
        run.advance(Duration.ofMillis(999));
        assertThat(calls).containsEntry(0L, 1).containsEntry(4L, 1);
        run.advance(Duration.ofMillis(1));
        assertThat(calls).containsEntry(0L, 2).containsEntry(4L, 2);
        run.advance(Duration.ofMillis(1_999));
        assertThat(calls).containsEntry(0L, 2);
        run.advance(Duration.ofMillis(1)).runToEnd();

        assertThat(calls).containsOnlyKeys(0L, 2L, 4L).containsEntry(0L, 3);
        assertThat(out.records()).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(letters.records()).isEmpty();
        assertThat(run.ledger().operator("map-1").failed()).isZero();
    }

    @Test
    void whatFailsEachTimeIsALetterOnceAndInItsPlaceNothingIs() {
        numbers(10)
                .filter(number -> refuse(number, 3, 99) >= 0)
                .onFailure(FailurePolicy.deadLetter().retry(3, SECOND))
                .write("out", out);
        pipeline.deadLetters().write("letters", letters);
        TestRun run = TestRun.of(pipeline).batchCapacity(100).start();
        for (int i = 0; i < 10; i++) {
            run.advance(SECOND);
        }
        run.runToEnd();

        assertThat(calls).hasSize(4).containsEntry(3L, 4);
        assertThat(out.records()).containsExactly(1L, 2L, 4L, 5L, 7L, 8L);
        assertThat(letters.records())
                .extracting(letter -> letter.record(Long.class, Codecs.STANDARD))
                .containsExactly(0L, 3L, 6L, 9L);
        assertThat(letters.records().get(1)).satisfies(letter -> {
            assertThat(letter.operator()).isEqualTo("filter-1");
            assertThat(letter.place()).isEqualTo("'numbers', list-0, position 3");
            assertThat(letter.error()).isEqualTo(IllegalStateException.class.getName());
            assertThat(letter.message()).isEqualTo("no 3");
            assertThat(letter.stack()).contains("FailurePolicyTest.refuse");
            assertThat(letter.text()).isEqualTo("3");
        });
        assertThat(run.ledger().operator("filter-1").failed()).isEqualTo(4);
    }

    @Test
    void afterTheRetriesAPolicyMayFail() {
        numbers(10)
                .map(number -> refuse(number, 3, 99))
                .onFailure(FailurePolicy.fail().retry(2, Duration.ZERO))
                .write("out", out);
        TestRun run = TestRun.of(pipeline).batchCapacity(100).start();

        assertThatThrownBy(run::runToEnd)
                .hasMessageContaining(
                        "failed in 'map-1' at 'numbers', list-0, position 0: IllegalStateException: no 0");
        assertThat(calls).containsEntry(0L, 3);
        assertThat(run.ledger().imbalances()).isEmpty();
    }

    /** There the program's own thread has to come back, and await() does. */
    @Test
    void retriesOnTheCallersThreadEnd() {
        numbers(100)
                .flatMap((Long number, java.util.function.Consumer<Long> results) ->
                        results.accept(refuse(number, 50, 1)))
                .onFailure(FailurePolicy.fail().retry(1, Duration.ofMillis(1)))
                .write("out", out);
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build();
                var job = runtime.startOnCallersThread(pipeline)) {
            job.await();
        }
        assertThat(out.records()).hasSize(100);
    }

    @Test
    void aShareIsExceededByTheRecordAfterTheLastThatItAllows() {
        for (int allowed = 0; allowed < 5; allowed++) {
            Pipeline share = Pipeline.named("share");
            CollectingSink<FailedRecord<Long>> failed = new CollectingSink<>();
            TransformedStream<Long, Long> mapped = share.read(
                            "numbers",
                            ListSource.of(LongStream.range(0, 1_000).boxed().toList()))
                    .map(number -> {
                        if (number % 20 == 19) {
                            throw new IllegalStateException("no " + number);
                        }
                        return number;
                    })
                    .onFailure(FailurePolicy.deadLetter().atMostPercent(allowed, 100));
            mapped.write("out", new CollectingSink<>());
            mapped.failed().write("failed", failed);
            int limit = allowed;
            assertThatThrownBy(() -> TestRun.of(share).seed(limit).start().runToEnd())
                    .hasMessageContaining("failed in 'map-1' at 'numbers', list-0, position " + (20 * limit + 19))
                    .hasMessageContaining(
                            "FloodException: more than " + limit + " of the last 100 records failed, and the"
                                    + " policy of this operator sets aside " + limit + ".0 percent; the last:"
                                    + " java.lang.IllegalStateException: no " + (20 * limit + 19))
                    .hasCauseInstanceOf(FloodException.class);
        }
        // One in twenty is five percent.
        numbers(1_000)
                .map(number -> refuse(number, 20, 1))
                .onFailure(FailurePolicy.deadLetter().atMostPercent(5, 100))
                .write("out", out);
        pipeline.deadLetters().write("letters", letters);
        TestRun.of(pipeline).start().runToEnd();
        assertThat(letters.records()).hasSize(50);
    }

    @Test
    void aRateHoldsForAllTasksOfAnOperator() {
        List<List<Long>> splits = List.of(
                LongStream.range(0, 50).boxed().toList(),
                LongStream.range(0, 50).boxed().toList());
        pipeline.read("numbers", ListSource.ofSplits(splits))
                .filter(number -> {
                    throw new IllegalStateException("no");
                })
                .onFailure(FailurePolicy.deadLetter().atMost(60, SECOND))
                .write("out", out);
        pipeline.deadLetters().write("letters", letters);
        TestRun run = TestRun.of(pipeline).workers(2).seed(3).start();

        assertThatThrownBy(run::runToEnd)
                .hasMessageContaining("more than 60 records failed within PT1S, which is as many as the policy of this"
                        + " operator sets aside; the last: java.lang.IllegalStateException: no");
        assertThat(run.ledger().operator("filter-1").failed()).isEqualTo(61);
        assertThat(run.ledger().imbalances()).isEmpty();
    }

    @Test
    void lettersAreAStreamWithTime() {
        CollectingSink<WindowResult<String, Long>> failures = new CollectingSink<>();
        numbers(1_000).map(number -> refuse(number, 10, 1)).write("out", out);
        pipeline.deadLetters()
                .keyBy(DeadLetter::operator)
                .window(tumbling(Duration.ofMillis(100)))
                .aggregate("failures", count())
                .write("failures-out", failures);

        TestRun run = TestRun.of(pipeline).workers(3).start().runToEnd();

        assertThat(failures.records())
                .hasSize(10)
                .allSatisfy(window -> assertThat(window.value()).isEqualTo(10));
        assertThat(run.ledger().operator("failures").late()).isZero();
    }

    @Test
    void aRecordThatJsonCannotTakeLeavesNothingInTheFile(@TempDir Path directory) throws IOException {
        record Odd(long number) {
            @Override
            @SuppressWarnings("UnusedMethod") // Jackson does
            public long number() {
                if (number % 5 == 0) {
                    throw new IllegalStateException("no " + number);
                }
                return number;
            }
        }
        Path file = directory.resolve("odd.json");
        CollectingSink<FailedRecord<Odd>> refused = new CollectingSink<>();
        numbers(20).map(Odd::new).write("odd", JsonLines.to(file)).failed().write("refused", refused);

        TestRun run = TestRun.of(pipeline).start().runToEnd();

        assertThat(Files.readAllLines(file))
                .hasSize(16)
                .startsWith("{\"number\":1}")
                .endsWith("{\"number\":19}");
        assertThat(refused.records())
                .hasSize(4)
                .allSatisfy(each -> assertThat(each.message()).contains("cannot be written: 'number': no "));
        assertThat(run.ledger().operator("odd").failed()).isEqualTo(4);
        assertThat(run.ledger().operator("odd").passed()).isEqualTo(16);
    }

    /** Letters come from all sources, so they are as safe as the weakest of them. */
    @Test
    void lettersOfWhatIsPushedAreNotPromisedExactlyOnce(@TempDir Path directory) {
        numbers(1).write("out", out);
        Stream<Long> pushed = pipeline.read("pushed", Push.of(Long.class).processingTime());
        pushed.map(number -> number).write("more", new CollectingSink<>());
        pipeline.deadLetters().write("letters", letters);
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build();
                Job job = runtime.start(pipeline, Checkpoints.in(directory))) {
            assertThat(job.guarantees())
                    .filteredOn(each -> each.sink().equals("letters"))
                    .singleElement()
                    .satisfies(each -> assertThat(each.guarantee()).isNotEqualTo(Guarantee.EXACTLY_ONCE))
                    .satisfies(each -> assertThat(each.reason()).contains("pushed"));
            assertThat(job.snapshot().operator("dead letters").inputs())
                    .containsExactly("numbers", "out", "pushed", "map-3", "more");
            job.ingress(pushed).close();
        }
    }

    @Test
    void whatNobodyReadsDoesNotBuild() {
        numbers(1).map(number -> number).onFailure(FailurePolicy.deadLetter()).write("out", out);

        assertThatThrownBy(pipeline::freeze)
                .hasMessage("'map-1' in pipeline 'policies' sets records aside, but nobody reads them; write"
                        + " pipeline.deadLetters(), or the failed() records");
    }

    @Test
    void lettersCannotGoBackToWhereTheyComeFrom() {
        numbers(1).write("out", out);
        pipeline.deadLetters()
                .map(letter -> letter)
                .onFailure(FailurePolicy.deadLetter())
                .write("letters", letters);

        assertThatThrownBy(pipeline::freeze)
                .hasMessageContaining("that come from deadLetters(), to which they cannot go back");
    }

    @Test
    void contradictionsAndWrongNumbersAreRefused() {
        SourceStream<Long> numbers = numbers(1);
        assertThatThrownBy(() -> numbers.onFailure(FailurePolicy.deadLetter().retry(1, SECOND)))
                .hasMessageContaining("'numbers'")
                .hasMessageContaining("only functions without state and sinks can");
        assertThatThrownBy(() -> FailurePolicy.fail().atMost(1, SECOND))
                .hasMessageContaining("begin with FailurePolicy.deadLetter()");
        assertThatThrownBy(() -> FailurePolicy.deadLetter().retry(0, SECOND))
                .hasMessageContaining("at least once, got 0");
        assertThatThrownBy(() -> FailurePolicy.deadLetter().atMostPercent(101, 10))
                .hasMessageContaining("got 101");
        assertThatThrownBy(() -> FailurePolicy.deadLetter().atMost(-1, SECOND)).hasMessageContaining("got -1");
        TransformedStream<Long, Long> mapped = numbers.map(number -> number).onFailure(FailurePolicy.fail());
        mapped.write("out", out);
        mapped.failed().write("failed", new CollectingSink<>());
        assertThatThrownBy(pipeline::freeze)
                .hasMessage(
                        "the failed() records of 'map-1' are read, but its policy is to fail; leave out one of them");
    }

    @Test
    void thePauseDoublesUpToItsLimit() {
        FailurePolicy policy = FailurePolicy.deadLetter().retry(20, Duration.ofMillis(100));

        assertThat(List.of(policy.pauseBefore(1), policy.pauseBefore(2), policy.pauseBefore(5), policy.pauseBefore(20)))
                .containsExactly(
                        Duration.ofMillis(100),
                        Duration.ofMillis(200),
                        Duration.ofMillis(1_600),
                        FailurePolicy.BACKOFF_MAX);
    }
}
