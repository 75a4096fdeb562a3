package dev.millrace.it;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.Push;
import dev.millrace.api.failure.FailedRecord;
import dev.millrace.api.job.JobStatus;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.lookup.Lookup;
import dev.millrace.api.stream.LookedUpStream;
import dev.millrace.api.stream.LookupJoin;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.window.WindowResult;
import dev.millrace.engine.CallersThreadJob;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.testkit.ScriptedSource;
import dev.millrace.testkit.TestRun;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Joins with an outside system, whose answers the tests give by hand, under a clock that they move. */
@Timeout(120)
class LookupTest {

    record Order(long id, long customer, long time) {}

    /** An outside system that answers when it is told to. */
    private static final class Desk {

        /** In the order in which they were asked. */
        final List<Long> asked = new ArrayList<>();

        final List<CompletableFuture<String>> questions = new ArrayList<>();

        CompletionStage<String> ask(long key) {
            asked.add(key);
            CompletableFuture<String> question = new CompletableFuture<>();
            questions.add(question);
            return question;
        }

        void answer(int question) {
            questions.get(question).complete("c" + asked.get(question));
        }

        long open() {
            return questions.stream().filter(question -> !question.isDone()).count();
        }
    }

    private final Desk desk = new Desk();
    private final ScriptedSource<Order> orders = ScriptedSource.live(1);
    private final CollectingSink<String> out = new CollectingSink<>();
    private final Pipeline pipeline = Pipeline.named("orders");

    private Stream<Order> read() {
        return pipeline.read("orders", orders.eventTimeMillis(Order::time));
    }

    private LookupJoin<Order, String> lookup() {
        return read().lookup("customer", Order::customer, Lookup.async(desk::ask));
    }

    private static String join(Order order, @Nullable String customer) {
        return order.id() + ":" + customer;
    }

    /** One batch for all that is added at once. */
    private TestRun start() {
        return TestRun.of(pipeline).batchCapacity(64).start().runUntilIdle();
    }

    private static Order order(long id) {
        return new Order(id, id, 100);
    }

    @Test
    void resultsComeInTheOrderOfTheirRecordsWhateverTheOrderOfAnswers() {
        lookup().inner(LookupTest::join).write("out", out);
        TestRun run = start();
        orders.split(0).add(order(1), order(2), order(3));
        run.runUntilIdle();
        assertThat(desk.asked).containsExactly(1L, 2L, 3L);

        desk.answer(2);
        desk.answer(1);
        run.runUntilIdle();
        assertThat(out.records()).isEmpty();

        desk.answer(0);
        run.runUntilIdle();
        assertThat(out.records()).containsExactly("1:c1", "2:c2", "3:c3");
    }

    @Test
    void withoutOrderResultsComeAsAnswersDo() {
        lookup().unordered().inner(LookupTest::join).write("out", out);
        TestRun run = start();
        orders.split(0).add(order(1), order(2), order(3));
        run.runUntilIdle();

        desk.answer(2);
        run.runUntilIdle();
        assertThat(out.records()).containsExactly("3:c3");
        desk.answer(0);
        desk.answer(1);
        run.runUntilIdle();
        assertThat(out.records()).containsExactly("3:c3", "1:c1", "2:c2");
    }

    @Test
    void recordsNeverChangePlacesWithAWatermark() {
        lookup().unordered().inner(LookupTest::join).write("out", out);
        TestRun run = start();
        orders.split(0).add(new Order(1, 1, 100), new Order(2, 2, 100));
        run.runUntilIdle();
        orders.split(0).add(new Order(3, 3, 200));
        run.runUntilIdle();
        for (long id = 4; id <= 5; id++) {
            // No watermark comes between these two.
            orders.split(0).add(new Order(id, id, 200));
            run.runUntilIdle();
        }
        assertThat(desk.asked).containsExactly(1L, 2L, 3L, 4L, 5L);

        desk.answer(4);
        desk.answer(3);
        desk.answer(2);
        desk.answer(1);
        run.runUntilIdle();
        assertThat(out.records()).containsExactly("2:c2");

        desk.answer(0);
        run.runUntilIdle();
        assertThat(out.records()).containsExactly("2:c2", "1:c1", "3:c3", "5:c5", "4:c4");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWindowWaitsForTheRecordThatWaitsForItsAnswer(boolean isOrdered) {
        CollectingSink<WindowResult<String, Long>> counts = new CollectingSink<>();
        LookupJoin<Order, String> lookup = lookup();
        (isOrdered ? lookup : lookup.unordered())
                .<String>inner((order, customer) -> customer)
                .keyBy(customer -> customer)
                .window(tumbling(Duration.ofMillis(50)))
                .aggregate("counts", count())
                .write("out", counts);
        TestRun run = start();
        orders.split(0).add(new Order(1, 7, 10), new Order(2, 7, 20));
        run.runUntilIdle();
        orders.split(0).add(new Order(3, 7, 1_000));
        run.runUntilIdle();

        desk.answer(2);
        desk.answer(1);
        run.advance(Duration.ofSeconds(5));
        assertThat(counts.records()).isEmpty();
        assertThat(run.ledger().operator("counts").watermarkMillis()).isLessThanOrEqualTo(20);

        desk.answer(0);
        run.runUntilIdle();
        assertThat(counts.records()).singleElement().satisfies(result -> {
            assertThat(result.value()).isEqualTo(2);
            assertThat(result.end().toEpochMilli()).isEqualTo(50);
        });
    }

    @Test
    void silenceClosesNoWindowOfARecordThatWaitsForItsAnswer() {
        CollectingSink<WindowResult<String, Long>> counts = new CollectingSink<>();
        ScriptedSource<Order> others = ScriptedSource.live(1);
        Stream<String> other =
                pipeline.read("others", others.eventTimeMillis(Order::time)).map(order -> "c7");
        lookup().timeout(Duration.ofDays(1))
                .<String>inner((order, customer) -> customer)
                .union(other)
                .keyBy(customer -> customer)
                .window(tumbling(Duration.ofMillis(50)))
                .aggregate("counts", count())
                .write("out", counts);
        TestRun run = start();
        // The stream of orders is silent, and does not hold time back any more; then it has a record.
        run.advance(Duration.ofMinutes(1));
        orders.split(0).add(new Order(1, 7, 10));
        run.runUntilIdle();
        run.advance(Duration.ofMinutes(1));
        others.split(0).add(new Order(2, 7, 5_000), new Order(3, 7, 9_000));
        run.advance(Duration.ofMinutes(1));
        assertThat(counts.records()).isEmpty();

        desk.answer(0);
        run.runUntilIdle();
        assertThat(counts.records())
                .anySatisfy(result -> assertThat(result.end().toEpochMilli()).isEqualTo(50));
        assertThat(run.ledger().operator("counts").late()).isZero();
    }

    @Test
    void withoutAnAnswerInnerLeavesTheRecordOutAndLeftOuterDoesNot() {
        Lookup<Long, String> even =
                Lookup.async(key -> CompletableFuture.completedFuture(key % 2 == 0 ? "c" + key : null));
        CollectingSink<String> outer = new CollectingSink<>();
        Stream<Order> read = read();
        read.lookup("inner", Order::customer, even).inner(LookupTest::join).write("out", out);
        read.lookup("outer", Order::customer, even).leftOuter(LookupTest::join).write("outer-out", outer);
        orders.split(0).add(order(1), order(2));
        orders.end();

        Ledger ledger = start().runToEnd().ledger();

        assertThat(out.records()).containsExactly("2:c2");
        assertThat(outer.records()).containsExactly("1:null", "2:c2");
        assertThat(ledger.operator("inner").filtered()).isEqualTo(1);
        assertThat(ledger.operator("outer").filtered()).isZero();
        assertThat(ledger.operator("outer").passed()).isEqualTo(2);
    }

    @Test
    void anAttemptEndsExactlyAtItsTimeout() {
        lookup().timeout(Duration.ofSeconds(2)).inner(LookupTest::join).write("out", out);
        TestRun run = start();
        orders.split(0).add(order(1));
        run.runUntilIdle();

        run.advance(Duration.ofMillis(1_999));
        assertThat(run.status()).isEqualTo(JobStatus.RUNNING);
        run.advance(Duration.ofMillis(1));

        assertThatThrownBy(run::runToEnd)
                .hasMessageContaining("failed in 'customer' at 'orders', scripted-0, position 0: TimeoutException:"
                        + " no answer within PT2S");
        assertThat(desk.questions.get(0)).isCancelled();
        assertThat(run.lookup("customer").timeouts()).isEqualTo(1);
        assertThat(run.ledger().imbalances()).isEmpty();
    }

    @Test
    void anAnswerThatIsThereWhenTheTimeoutIsLookedAtIsInTime() {
        lookup().timeout(Duration.ofSeconds(2)).inner(LookupTest::join).write("out", out);
        TestRun run = start();
        orders.split(0).add(order(1));
        run.runUntilIdle();

        desk.answer(0);
        run.advance(Duration.ofSeconds(3));

        assertThat(out.records()).containsExactly("1:c1");
    }

    @Test
    void retriesPauseTwiceAsLongEachTimeAndTheLastFailureTells() {
        lookup().retries(2, Duration.ofMillis(50)).inner(LookupTest::join).write("out", out);
        TestRun run = start();
        orders.split(0).add(order(1));
        run.runUntilIdle();

        desk.questions.get(0).completeExceptionally(new IOException("first"));
        run.advance(Duration.ofMillis(49));
        assertThat(desk.questions).hasSize(1);
        run.advance(Duration.ofMillis(1));
        assertThat(desk.questions)
                .as("the pause begins when the failure is heard")
                .hasSize(1);
        run.advance(Duration.ofMillis(49));
        assertThat(desk.questions).hasSize(2);

        desk.questions.get(1).completeExceptionally(new IOException("second"));
        run.runUntilIdle();
        run.advance(Duration.ofMillis(99));
        assertThat(desk.questions).hasSize(2);
        run.advance(Duration.ofMillis(1));
        assertThat(desk.questions).hasSize(3);
        assertThat(run.ledger().operator("customer").failed()).isZero();

        desk.questions.get(2).completeExceptionally(new IOException("third"));
        assertThatThrownBy(run::runToEnd)
                .hasMessageContaining("failed in 'customer' at 'orders', scripted-0, position 0: IOException: third")
                .hasCauseInstanceOf(IOException.class);
        assertThat(run.lookup("customer").calls()).isEqualTo(3);
        assertThat(run.lookup("customer").retries()).isEqualTo(2);
        assertThat(run.ledger().operator("customer").in()).isEqualTo(1);
        assertThat(run.ledger().operator("customer").failed()).isEqualTo(1);
    }

    @Test
    void anAnswerToAnAttemptThatWasGivenUpIsNotHeard() {
        // A stage that cannot be cancelled: what was asked goes on.
        List<CompletableFuture<String>> inner = new ArrayList<>();
        read().lookup("customer", Order::customer, Lookup.<Long, String>async(key -> {
                    inner.add(new CompletableFuture<>());
                    return inner.get(inner.size() - 1).minimalCompletionStage();
                }))
                .timeout(Duration.ofSeconds(1))
                .retries(1, Duration.ZERO)
                .inner(LookupTest::join)
                .write("out", out);
        TestRun run = start();
        orders.split(0).add(order(1));
        run.runUntilIdle();
        run.advance(Duration.ofSeconds(1));
        assertThat(inner).hasSize(2);

        inner.get(0).complete("too late");
        run.runUntilIdle();
        assertThat(out.records()).isEmpty();
        inner.get(1).complete("in time");
        run.runUntilIdle();

        assertThat(out.records()).containsExactly("1:in time");
    }

    @Test
    void whatIsReadAsFailedDoesNotStopTheJob() {
        CollectingSink<FailedRecord<Order>> failed = new CollectingSink<>();
        LookedUpStream<Order, String> results = lookup().timeout(Duration.ofSeconds(1))
                .inner((order, customer) -> {
                    if (order.id() == 5) {
                        throw new IllegalArgumentException("five");
                    }
                    return join(order, customer);
                });
        results.write("out", out);
        results.failed().write("failed", failed);
        TestRun run = start();
        orders.split(0).add(order(1), order(2), order(3), order(4), order(5));
        run.runUntilIdle();

        desk.questions.get(0).completeExceptionally(new IOException("refused"));
        desk.answer(1);
        desk.answer(3);
        desk.answer(4);
        run.advance(Duration.ofSeconds(1));
        orders.end();
        Ledger.Row row = run.runToEnd().ledger().operator("customer");

        assertThat(out.records()).containsExactly("2:c2", "4:c4");
        assertThat(failed.records())
                .extracting(FailedRecord::describe)
                .containsExactly(
                        "'customer' at 'orders', scripted-0, position 0: IOException: refused",
                        "'customer' at 'orders', scripted-0, position 2: TimeoutException: no answer within PT1S",
                        "'customer' at 'orders', scripted-0, position 4: IllegalArgumentException: five");
        assertThat(row.failed()).isEqualTo(3);
        assertThat(row.passed()).isEqualTo(2);
    }

    @Test
    void functionsThatDoNotKeepToTheirContractAreNamed() {
        assertThat(failureOf(key -> {
                    throw new IOException("no connection");
                }))
                .contains("position 0: IOException: no connection");
        assertThat(failureOf(key -> null)).contains("returned null instead of a stage");
        assertThat(failureOf(key -> {
                    throw new AssertionError("wrong program");
                }))
                .contains("position 0: AssertionError: wrong program");
    }

    private static String failureOf(dev.millrace.api.lookup.AsyncFunction<Long, String> function) {
        Pipeline pipeline = Pipeline.named("contract");
        LookedUpStream<Order, String> results = pipeline.read("orders", ListSource.of(order(1)))
                .lookup("customer", Order::customer, Lookup.async(function))
                .inner(LookupTest::join);
        results.write("out", new CollectingSink<>());
        TestRun run = TestRun.of(pipeline).start().runUntilIdle();
        assertThat(run.ledger().imbalances()).isEmpty();
        return String.valueOf(run.failure());
    }

    @Test
    void aNullKeyAnErrorAndANullResultFailTheJob() {
        Stream<Order> read = read();
        read.<Object, String>lookup("customer", order -> null, Lookup.async(key -> desk.ask(1)))
                .inner(LookupTest::join)
                .write("out", out);
        orders.split(0).add(order(1));
        TestRun run = TestRun.of(pipeline).start();
        assertThatThrownBy(run::runToEnd).hasMessageContaining("the key to look up is null");

        Pipeline nulls = Pipeline.named("nulls");
        nulls.read("orders", ListSource.of(order(1)))
                .lookup("customer", Order::customer, Lookup.async(CompletableFuture::completedFuture))
                .<String>inner((order, customer) -> null)
                .write("out", out);
        assertThatThrownBy(TestRun.of(nulls).start()::runToEnd).hasMessageContaining("result for a record is null");
    }

    @Test
    void noMoreRecordsAreInFlightThanAllowedAndTheRestWaitsBefore() {
        lookup().inFlightMax(3).inner(LookupTest::join).write("out", out);
        TestRun run = TestRun.of(pipeline).batchCapacity(4).laneBatches(1).start();
        orders.split(0).add(LongStream.range(0, 50).mapToObj(LookupTest::order).toList());
        orders.end();
        for (int question = 0; question < 50; question++) {
            run.runUntilIdle();
            assertThat(desk.open()).isLessThanOrEqualTo(3);
            assertThat(run.lookup("customer").inFlight()).isLessThanOrEqualTo(3);
            assertThat(run.ledger().operator("customer").held()).isLessThanOrEqualTo(3 + 4);
            assertThat(run.status()).isEqualTo(JobStatus.RUNNING);
            desk.answer(question);
        }
        run.runToEnd();
        assertThat(out.records()).hasSize(50);
    }

    @Test
    void recordsOfManySmallBatchesAreInFlightTogether() {
        lookup().inFlightMax(100).inner(LookupTest::join).write("out", out);
        TestRun run = TestRun.of(pipeline).batchCapacity(1).laneBatches(1).start();
        orders.split(0)
                .add(LongStream.range(0, 50).mapToObj(i -> new Order(i, i, i)).toList());

        run.runUntilIdle();

        assertThat(desk.open()).isEqualTo(50);
        assertThat(run.ledger().operator("customer").held()).isEqualTo(50);
    }

    @Test
    void theCacheAnswersUntilItsTimeIsOver() {
        lookup().cache(10, Duration.ofMinutes(1)).inner(LookupTest::join).write("out", out);
        TestRun run = start();
        orders.split(0).add(new Order(1, 7, 100), new Order(2, 7, 100));
        run.runUntilIdle();
        assertThat(desk.asked).as("two records of a key share a question").containsExactly(7L);
        desk.answer(0);
        run.runUntilIdle();

        run.clock().advance(Duration.ofMillis(59_999));
        orders.split(0).add(new Order(3, 7, 100));
        run.runUntilIdle();
        assertThat(desk.asked).hasSize(1);
        assertThat(out.records()).containsExactly("1:c7", "2:c7", "3:c7");

        run.clock().advance(Duration.ofMillis(1));
        orders.split(0).add(new Order(4, 7, 100));
        run.runUntilIdle();
        assertThat(desk.asked).hasSize(2);
        assertThat(run.lookup("customer").hits()).isEqualTo(2);
        assertThat(run.lookup("customer").misses()).isEqualTo(2);
    }

    @Test
    void theCacheKeepsWhatWasUsedLastAndKnowsWhatHasNoAnswer() {
        Map<Long, Integer> asked = new HashMap<>();
        read().lookup("customer", Order::customer, Lookup.<Long, String>async(key -> {
                    asked.merge(key, 1, Integer::sum);
                    return CompletableFuture.completedFuture(null);
                }))
                .cache(2, Duration.ofMinutes(1))
                .leftOuter(LookupTest::join)
                .write("out", out);
        long[] keys = {1, 2, 1, 3, 1, 2};
        TestRun run = start();
        for (long key : keys) {
            orders.split(0).add(order(key));
            run.runUntilIdle();
        }

        assertThat(asked).isEqualTo(Map.of(1L, 1, 2L, 2, 3L, 1));
        assertThat(out.records()).hasSize(6);
    }

    /** An outside system that is asked for several keys at a time. */
    private static final class BatchDesk {

        final List<List<Long>> asked = new ArrayList<>();
        final List<CompletableFuture<Map<Long, String>>> questions = new ArrayList<>();

        CompletionStage<Map<Long, String>> ask(List<Long> keys) {
            asked.add(List.copyOf(keys));
            questions.add(new CompletableFuture<>());
            return questions.get(questions.size() - 1);
        }

        void answer(int question) {
            Map<Long, String> answers = new HashMap<>();
            asked.get(question).stream().filter(key -> key != 13).forEach(key -> answers.put(key, "c" + key));
            questions.get(question).complete(answers);
        }
    }

    private final BatchDesk batches = new BatchDesk();

    private LookupJoin<Order, String> batchLookup(int keysMax, Duration waitMax) {
        return read().lookup("customer", Order::customer, Lookup.asyncBatch(keysMax, waitMax, batches::ask));
    }

    @Test
    void keysAreAskedForTogetherAndTheRestWhenTheInputRunsDry() {
        batchLookup(3, Duration.ZERO).leftOuter(LookupTest::join).write("out", out);
        TestRun run = start();
        orders.split(0).add(new Order(1, 7, 0), new Order(2, 8, 0), new Order(3, 7, 0), new Order(4, 9, 0), order(13));
        run.runUntilIdle();
        assertThat(batches.asked).containsExactly(List.of(7L, 8L, 9L), List.of(13L));

        batches.answer(1);
        batches.answer(0);
        orders.end();
        run.runToEnd();

        assertThat(out.records()).containsExactly("1:c7", "2:c8", "3:c7", "4:c9", "13:null");
        assertThat(run.lookup("customer").calls()).isEqualTo(2);
    }

    @Test
    void aBatchOfKeysIsSentAfterItsTimeThoughThereIsMoreInput() {
        batchLookup(100, Duration.ofMillis(5)).inner(LookupTest::join).write("out", out);
        TestRun run = TestRun.of(pipeline).batchCapacity(1).start().runUntilIdle();
        orders.split(0).add(LongStream.range(0, 20).mapToObj(LookupTest::order).toList());
        int steps = 0;
        while (batches.asked.isEmpty()) {
            run.clock().advance(Duration.ofMillis(1));
            run.step();
            assertThat(++steps).isLessThan(20);
        }
        assertThat(batches.asked.get(0)).hasSizeBetween(1, 6).startsWith(0L);
    }

    @Test
    void aBatchOfKeysIsSentWhenNoMoreRecordsMayBeInFlight() {
        batchLookup(100, Duration.ZERO).inFlightMax(4).inner(LookupTest::join).write("out", out);
        TestRun run = start();
        orders.split(0).add(LongStream.range(0, 10).mapToObj(LookupTest::order).toList());
        orders.end();
        for (int question = 0; question < 3; question++) {
            run.runUntilIdle();
            batches.answer(question);
        }
        run.runToEnd();

        assertThat(batches.asked).containsExactly(List.of(0L, 1L, 2L, 3L), List.of(4L, 5L, 6L, 7L), List.of(8L, 9L));
    }

    @Test
    void aBatchFailsAndIsRepeatedAsAWhole() {
        CollectingSink<FailedRecord<Order>> failed = new CollectingSink<>();
        LookedUpStream<Order, String> results =
                batchLookup(10, Duration.ZERO).retries(1, Duration.ofMillis(10)).inner(LookupTest::join);
        results.write("out", out);
        results.failed().write("failed", failed);
        TestRun run = start();
        orders.split(0).add(order(1), order(2));
        run.runUntilIdle();
        batches.questions.get(0).completeExceptionally(new IOException("once"));
        run.runUntilIdle();
        run.advance(Duration.ofMillis(10));
        assertThat(batches.asked).containsExactly(List.of(1L, 2L), List.of(1L, 2L));
        batches.questions.get(1).complete(null);
        run.runUntilIdle();

        assertThat(failed.records())
                .hasSize(2)
                .allSatisfy(failure -> assertThat(failure.message()).contains("gave null instead of a map"));
        assertThat(run.status()).isEqualTo(JobStatus.RUNNING);
    }

    @Test
    void theEndWaitsForWhatIsInFlight() {
        lookup().inner(LookupTest::join).write("out", out);
        TestRun run = start();
        orders.split(0).add(order(1));
        orders.end();
        run.runUntilIdle();
        assertThat(run.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(run.ledger().operator("customer").held()).isEqualTo(1);

        desk.answer(0);
        run.runToEnd();
        assertThat(out.records()).containsExactly("1:c1");
    }

    @Test
    void cancellingGivesUpWhatIsInFlight() {
        lookup().inner(LookupTest::join).write("out", out);
        TestRun run = start();
        orders.split(0).add(order(1), order(2));
        run.runUntilIdle();

        run.cancel();

        assertThat(run.status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(desk.questions)
                .hasSize(2)
                .allSatisfy(question -> assertThat(question).isCancelled());
        assertThat(run.ledger().operator("customer").held()).isEqualTo(2);
    }

    @Test
    void aFailureElsewhereGivesUpWhatIsInFlight() {
        Stream<Order> read = read();
        read.lookup("customer", Order::customer, Lookup.async(desk::ask))
                .inner(LookupTest::join)
                .write("out", out);
        read.map(order -> 1 / (order.id() - 3)).write("ratios", new CollectingSink<>());
        TestRun run = start();
        orders.split(0).add(order(1), order(2));
        run.runUntilIdle();
        orders.split(0).add(order(3));

        assertThatThrownBy(run::runToEnd).hasMessageContaining("/ by zero");
        assertThat(desk.questions)
                .isNotEmpty()
                .allSatisfy(question -> assertThat(question).isCancelled());
    }

    @Test
    void onTheCallersThreadResultsGoOnWhenItIsRun() {
        Push<Order> push = Push.of(Order.class);
        Pipeline pushed = Pipeline.named("pushed");
        Stream<Order> stream = pushed.read("orders", push);
        stream.lookup("customer", Order::customer, Lookup.async(desk::ask))
                .inner(LookupTest::join)
                .write("out", out);
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().build();
                CallersThreadJob job = runtime.startOnCallersThread(pushed)) {
            Ingress<Order> in = job.ingress(stream);
            put(in, order(1));
            put(in, order(2));
            assertThat(desk.asked).containsExactly(1L, 2L);

            desk.answer(1);
            desk.answer(0);
            assertThat(out.records()).isEmpty();
            job.runUntilIdle();
            assertThat(out.records()).containsExactly("1:c1", "2:c2");
            assertThat(job.lookup("customer").calls()).isEqualTo(2);
            assertThatThrownBy(() -> job.lookup("out")).isInstanceOf(NoSuchElementException.class);
            in.close();
            job.await();
        }
    }

    private static void put(Ingress<Order> in, Order order) {
        try {
            in.put(order);
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Test
    void onTheCallersThreadTheEndWaitsForAnswersOfOtherThreads() {
        ExecutorService executor = Executors.newFixedThreadPool(2);
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().build()) {
            Pipeline listed = Pipeline.named("listed");
            listed.read(
                            "orders",
                            ListSource.of(LongStream.range(0, 1_000)
                                    .mapToObj(LookupTest::order)
                                    .toList()))
                    .lookup("customer", Order::customer, Lookup.<Long, String>blocking(key -> "c" + key, executor))
                    .inner(LookupTest::join)
                    .write("out", out);

            runtime.startOnCallersThread(listed).await();

            assertThat(out.records()).hasSize(1_000).startsWith("0:c0", "1:c1");
        } finally {
            executor.shutdown();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void onWorkersFunctionsThatBlockRunInTheExecutorOfTheProgram(boolean isBatch) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(3);
        AtomicInteger inFlight = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(3).build()) {
            List<List<Order>> splits = new ArrayList<>();
            for (int split = 0; split < 3; split++) {
                int first = split * 10_000;
                splits.add(LongStream.range(first, first + 10_000)
                        .mapToObj(i -> new Order(i, i % 500, i))
                        .toList());
            }
            Lookup<Long, String> one = Lookup.blocking(
                    key -> {
                        most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                        inFlight.decrementAndGet();
                        return "c" + key;
                    },
                    executor);
            Lookup<Long, String> several = Lookup.blockingBatch(
                    50,
                    Duration.ofMillis(1),
                    keys -> {
                        Map<Long, String> answers = new HashMap<>();
                        keys.forEach(key -> answers.put(key, "c" + key));
                        return answers;
                    },
                    executor);
            LookupJoin<Order, String> lookup = pipeline.read(
                            "orders", ListSource.ofSplits(splits).eventTimeMillis(Order::time))
                    .lookup("customer", Order::customer, isBatch ? several : one);
            UnaryOperator<LookupJoin<Order, String>> limits = isBatch
                    ? described -> described.unordered().inFlightMax(500)
                    : described -> described.cache(100, Duration.ofMinutes(1)).inFlightMax(20);
            CollectingSink<WindowResult<String, Long>> counts = new CollectingSink<>();
            limits.apply(lookup)
                    .<String>inner((order, customer) -> customer)
                    .keyBy(customer -> customer)
                    .window(tumbling(Duration.ofSeconds(1)))
                    .aggregate("counts", count())
                    .write("out", counts);

            var job = runtime.start(pipeline);
            job.await();

            assertThat(counts.records().stream().mapToLong(WindowResult::value).sum())
                    .isEqualTo(30_000);
            assertThat(job.ledger().operator("counts").late()).isZero();
            assertThat(job.ledger().imbalances()).isEmpty();
            assertThat(most.get()).isLessThanOrEqualTo(3);
            assertThat(job.lookup("customer").inFlight()).isZero();
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void aFunctionIsNotCalledForWhatWasGivenUpWhileItWaitedForAThread() {
        List<Runnable> waiting = new ArrayList<>();
        AtomicInteger calls = new AtomicInteger();
        read().lookup(
                        "customer",
                        Order::customer,
                        Lookup.<Long, String>blocking(key -> "c" + calls.incrementAndGet(), waiting::add))
                .timeout(Duration.ofSeconds(1))
                .retries(1, Duration.ZERO)
                .inner(LookupTest::join)
                .write("out", out);
        TestRun run = start();
        orders.split(0).add(order(1));
        run.runUntilIdle();
        run.advance(Duration.ofSeconds(1));
        assertThat(waiting).hasSize(2);

        waiting.forEach(Runnable::run);
        run.runUntilIdle();

        assertThat(calls.get()).isEqualTo(1);
        assertThat(out.records()).containsExactly("1:c1");
    }

    @Test
    void limitsThatMakeNoSenseAreRefusedWhereTheyAreTyped() {
        LookupJoin<Order, String> lookup = lookup();
        assertThatThrownBy(() -> lookup.inFlightMax(0))
                .hasMessageContaining("between 1 and 65536")
                .hasMessageContaining("got 0");
        assertThatThrownBy(() -> lookup.timeout(Duration.ZERO))
                .hasMessageContaining("the timeout of a lookup")
                .hasMessageContaining("got PT0S");
        assertThatThrownBy(() -> lookup.timeout(Duration.ofNanos(1_500_000)))
                .hasMessageContaining("whole milliseconds");
        assertThatThrownBy(() -> lookup.retries(-1, Duration.ZERO))
                .hasMessageContaining("between 0 and 20 times, got -1");
        assertThatThrownBy(() -> lookup.retries(1, Duration.ofMillis(-1)))
                .hasMessageContaining("the pause before a retry");
        assertThatThrownBy(() -> lookup.cache(0, Duration.ofSeconds(1)))
                .hasMessageContaining("at least 1 answer, got 0");
        assertThatThrownBy(() -> lookup.cache(1, Duration.ZERO)).hasMessageContaining("keeps an answer");
        assertThatThrownBy(() -> Lookup.asyncBatch(0, Duration.ZERO, batches::ask))
                .hasMessageContaining("got 0");
        assertThatThrownBy(() -> Lookup.asyncBatch(1, Duration.ofMillis(-1), batches::ask))
                .hasMessageContaining("whole milliseconds");
        assertThatThrownBy(() -> read()).hasMessageContaining("taken");
        assertThat(lookup.unordered()
                        .cache(5, Duration.ofMinutes(1))
                        .retries(2, Duration.ofMillis(5))
                        .inner(LookupTest::join)
                        .pipeline()
                        .explain()
                        .text())
                .contains("customer: inner lookup(Order::customer): ")
                .contains("unordered, 100 in flight, timeout PT10S, 2 retries after PT0.005S, cache of 5 for PT1M");
    }
}
