package dev.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CallbackSink;
import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.Push;
import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.Records;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.Split;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.job.JobStatus;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.engine.CallersThreadJob;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.testkit.TestRun;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How jobs end when something goes wrong at the worst moment. */
@Timeout(60)
class EndOfJobTest {

    /** Writes down what is called, and does something at one of the calls. */
    private static final class Recorder implements Sink<Integer> {

        private final List<String> calls = new ArrayList<>();
        private String trigger = "";
        private Runnable action = () -> {};
        private boolean isSettled = true;

        void at(String call, Runnable what) {
            trigger = call;
            action = what;
        }

        private void call(String name) {
            calls.add(name);
            if (name.equals(trigger)) {
                action.run();
            }
        }

        @Override
        public SinkWriter<Integer> open(WriterContext context) {
            return new SinkWriter<>() {
                @Override
                public void write(Records<Integer> records) {
                    call("write");
                }

                @Override
                public byte[] prepare(long epoch) {
                    call("prepare");
                    return new byte[0];
                }

                @Override
                public void commit(long epoch, byte[] prepared) {
                    call("commit");
                }

                @Override
                public boolean isSettled() {
                    return isSettled;
                }

                @Override
                public void finish() {
                    call("finish");
                }

                @Override
                public void abort(long epoch, byte[] prepared) {
                    call("abort");
                }

                @Override
                public void close() {
                    call("close");
                }
            };
        }

        @Override
        public Guarantee guarantee() {
            return Guarantee.AT_LEAST_ONCE;
        }
    }

    private final Recorder recorder = new Recorder();

    private static RuntimeException broken() {
        return new IllegalStateException("broken on purpose");
    }

    private Pipeline oneRecord() {
        Pipeline pipeline = Pipeline.named("one");
        pipeline.read("one", ListSource.of(1)).write("out", recorder);
        return pipeline;
    }

    @Test
    void aCancellationBeforeAllHavePreparedAborts() {
        TestRun run = TestRun.of(oneRecord()).start();
        recorder.at("prepare", run::requestCancel);
        run.runUntilIdle();

        assertThat(run.status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(recorder.calls).containsExactly("write", "prepare", "abort", "close");
    }

    @Test
    void aJobDoesNotEndBeforeItsWritersHaveSentAll() {
        recorder.isSettled = false;
        TestRun run = TestRun.of(oneRecord()).start().runUntilIdle();
        assertThat(run.status().isEnd()).isFalse();
        assertThat(recorder.calls).containsExactly("write", "prepare", "commit");

        recorder.isSettled = true;
        run.runToEnd();
        assertThat(recorder.calls).containsExactly("write", "prepare", "commit", "finish", "close");
    }

    @Test
    void aCancellationDuringTheCommitComesTooLate() {
        TestRun run = TestRun.of(oneRecord()).start();
        recorder.at("commit", run::requestCancel);
        run.runUntilIdle();

        assertThat(run.status()).isEqualTo(JobStatus.FINISHED);
        assertThat(recorder.calls).containsExactly("write", "prepare", "commit", "finish", "close");
    }

    @Test
    void aCommitThatFailsIsNotAbortedAndDoesNotKeepOthersFromCommitting() {
        Recorder other = new Recorder();
        Pipeline pipeline = Pipeline.named("two");
        Stream<Integer> stream = pipeline.read("one", ListSource.of(1));
        stream.write("first", recorder);
        stream.write("second", other);
        recorder.at("commit", () -> {
            throw broken();
        });
        TestRun run = TestRun.of(pipeline).workers(2).start().runUntilIdle();

        assertThat(run.status()).isEqualTo(JobStatus.FAILED);
        assertThat(run.failure()).hasMessageContaining("failed in 'first'").hasMessageContaining("broken on purpose");
        assertThat(recorder.calls).containsExactly("write", "prepare", "commit", "close");
        assertThat(other.calls).containsExactly("write", "prepare", "commit", "finish", "close");
    }

    @Test
    void whatFailsInTheMiddleOfTheEndStillClosesTheWriter() {
        for (String call : List.of("write", "prepare", "commit", "finish", "close")) {
            Recorder one = new Recorder();
            Pipeline pipeline = Pipeline.named(call);
            pipeline.read("one", ListSource.of(1)).write("out", one);
            one.at(call, () -> {
                throw broken();
            });
            TestRun run = TestRun.of(pipeline).start().runUntilIdle();

            assertThat(run.status()).as(call).isEqualTo(JobStatus.FAILED);
            assertThat(one.calls).as(call).endsWith("close");
        }
    }

    @Test
    void anAbortThatFailsStillClosesTheWriter() {
        TestRun run = TestRun.of(oneRecord()).start();
        recorder.at("prepare", () -> {
            run.requestCancel();
            recorder.at("abort", () -> {
                throw broken();
            });
        });
        run.runUntilIdle();

        assertThat(recorder.calls).containsExactly("write", "prepare", "abort", "close");
        assertThat(run.status()).isEqualTo(JobStatus.FAILED);
    }

    @Test
    void anErrorOfUserCodeIsAccountedForAndNamesThePosition() {
        Pipeline pipeline = Pipeline.named("errors");
        pipeline.read("numbers", ListSource.of(1, 2, 3))
                .map(number -> {
                    if (number == 2) {
                        throw new AssertionError("not two");
                    }
                    return number;
                })
                .write("out", new CollectingSink<>());
        TestRun run = TestRun.of(pipeline).start();

        assertThatThrownBy(run::runToEnd)
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("failed in 'map-1' at 'numbers', list-0, position 1: AssertionError: not two");
        assertThat(run.ledger().imbalances()).isEmpty();
    }

    @Test
    void aStepMovesFewBatchesHoweverManyComeOut() {
        int[] writes = {0};
        TestRun[] self = new TestRun[1];
        Pipeline pipeline = Pipeline.named("burst");
        pipeline.read("numbers", ListSource.of(IntStream.range(0, 100).boxed().toList()))
                .<Integer>flatMap((number, out) -> IntStream.range(0, 1_000).forEach(out::accept))
                .write("out", CallbackSink.of(number -> {
                    if (writes[0]++ == 0) {
                        self[0].requestCancel();
                    }
                }));
        self[0] = TestRun.of(pipeline).batchCapacity(100).start();
        self[0].runUntilIdle();

        assertThat(self[0].status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(writes[0]).as("records after the cancellation").isLessThanOrEqualTo(8 * 100);
    }

    @Test
    void aConnectorThatCannotDescribeAPositionDoesNotHideTheFailure() throws Exception {
        Source<Integer> source = new Source<>() {
            @Override
            public List<? extends Split<Integer>> splits() {
                return List.of(new Split<Integer>() {
                    @Override
                    public String id() {
                        return "only";
                    }

                    @Override
                    public boolean isBounded() {
                        return true;
                    }

                    @Override
                    public SourceReader<Integer> open(ReaderContext context, byte[] position) throws Exception {
                        return ListSource.of(0).splits().get(0).open(context, position);
                    }

                    @Override
                    public String describePosition(long position) {
                        throw broken();
                    }
                });
            }

            @Override
            public boolean isReplayable() {
                return false;
            }
        };
        Pipeline pipeline = Pipeline.named("undescribed");
        pipeline.read("zeroes", source).map(number -> 1 / number).write("out", new CollectingSink<>());

        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build();
                Job job = runtime.start(pipeline)) {
            assertThatThrownBy(job::await).hasMessageContaining("at 'zeroes', position 0: ArithmeticException");
        }
    }

    @Test
    void aRuntimeCannotBeClosedOrAwaitedByItsOwnWorker() throws Exception {
        AtomicReference<Throwable> onClose = new AtomicReference<>();
        AtomicReference<Throwable> onAwait = new AtomicReference<>();
        AtomicReference<Job> self = new AtomicReference<>();
        CountDownLatch isStarted = new CountDownLatch(1);
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build()) {
            Pipeline pipeline = Pipeline.named("suicidal");
            pipeline.read("one", ListSource.of(1)).write("out", CallbackSink.of(one -> {
                isStarted.await();
                onClose.set(failureOf(runtime::close));
                onAwait.set(failureOf(() -> self.get().await()));
            }));
            Job job = runtime.start(pipeline);
            self.set(job);
            isStarted.countDown();
            job.await();
        }
        assertThat(onClose.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("own workers");
        assertThat(onAwait.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("await it elsewhere");
    }

    private interface Action {
        void run() throws Exception;
    }

    private static Throwable failureOf(Action action) {
        try {
            action.run();
            return null;
        } catch (Exception thrown) {
            return thrown;
        }
    }

    @Test
    void startingAJobFromACallbackWhileTheRuntimeClosesIsRefusedAndDoesNotDeadlock() throws Exception {
        CountDownLatch isRunning = new CountDownLatch(1);
        CountDownLatch isClosing = new CountDownLatch(1);
        AtomicReference<Throwable> refused = new AtomicReference<>();
        EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build();
        Pipeline second = Pipeline.named("second");
        second.read("one", ListSource.of(1)).write("out", new CollectingSink<>());
        Pipeline first = Pipeline.named("first");
        first.read("one", ListSource.of(1)).write("out", CallbackSink.of(one -> {
            isRunning.countDown();
            isClosing.await();
            refused.set(failureOf(() -> {
                // Until the closing thread has got as far as to refuse.
                while (true) {
                    runtime.start(second).cancel();
                }
            }));
        }));
        runtime.start(first);
        isRunning.await();
        Thread closer = new Thread(runtime::close);
        closer.start();
        isClosing.countDown();
        closer.join();

        assertThat(refused.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
        assertThatThrownBy(() -> runtime.startOnCallersThread(second)).hasMessageContaining("closed");
    }

    @Test
    void aJobOnTheCallersThreadCanBeCancelledFromWithin() throws Exception {
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().build()) {
            for (String call : List.of("write", "prepare")) {
                Recorder one = new Recorder();
                Pipeline pipeline = Pipeline.named(call);
                Stream<Integer> pushed = pipeline.read("numbers", Push.of(Integer.class));
                pushed.write("out", one);
                CallersThreadJob job = runtime.startOnCallersThread(pipeline);
                one.at(call, job::cancel);
                Ingress<Integer> in = job.ingress(pushed);

                failureOf(() -> in.put(1));
                failureOf(in::close);

                assertThat(job.status()).as(call).isEqualTo(JobStatus.CANCELLED);
                assertThat(one.calls).as(call).doesNotContain("commit").containsOnlyOnce("close");
            }
        }
    }

    @Test
    void aPushFromWithinThePipelineIsRefusedAndNotTaken() throws Exception {
        List<Integer> seen = new ArrayList<>();
        List<Throwable> refused = new ArrayList<>();
        AtomicReference<Ingress<Integer>> in = new AtomicReference<>();
        Pipeline pipeline = Pipeline.named("echo");
        Stream<Integer> pushed = pipeline.read("numbers", Push.of(Integer.class));
        pushed.write("out", CallbackSink.of(number -> {
            seen.add(number);
            refused.add(failureOf(() -> in.get().put(number + 1)));
        }));
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().build();
                CallersThreadJob job = runtime.startOnCallersThread(pipeline)) {
            in.set(job.ingress(pushed));
            assertThat(in.get().put(1)).isZero();
            assertThat(in.get().put(5)).isEqualTo(1);
        }
        assertThat(seen).containsExactly(1, 5);
        assertThat(refused).hasSize(2).allMatch(IllegalStateException.class::isInstance);
    }

    @Test
    void aNullIsRefusedBeforeAnythingIsDropped() {
        CollectingSink<Integer> out = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("nulls");
        Stream<Integer> pushed =
                pipeline.read("numbers", Push.of(Integer.class).capacity(2).whenFull(Push.Overflow.DROP_OLDEST));
        pushed.write("out", out);
        TestRun run = TestRun.of(pipeline).start();
        Ingress<Integer> in = run.ingress(pushed);

        assertThat(failureOf(() -> in.put(1))).isNull();
        assertThat(failureOf(() -> in.put(2))).isNull();
        assertThat(failureOf(() -> in.put(null))).isInstanceOf(NullPointerException.class);
        in.close();
        run.runToEnd();

        assertThat(out.records()).containsExactly(1, 2);
        assertThat(run.ledger().operator("numbers").dropped()).isZero();
    }
}
