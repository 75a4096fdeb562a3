package dev.millrace.it.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.aggregate.Aggregates;
import dev.millrace.api.connector.CallbackSink;
import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.Push;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Job;
import dev.millrace.api.process.ProcessFunction;
import dev.millrace.api.process.RecordContext;
import dev.millrace.api.state.StateSpec;
import dev.millrace.api.state.ValueSpec;
import dev.millrace.api.stream.KeyedStream;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.SeveralResults;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.Table;
import dev.millrace.api.table.Row;
import dev.millrace.api.type.All;
import dev.millrace.api.view.NamedState;
import dev.millrace.api.view.OpenWindow;
import dev.millrace.api.view.StateUnavailableException;
import dev.millrace.api.view.StateView;
import dev.millrace.api.window.CountWindow;
import dev.millrace.api.window.TumblingWindow;
import dev.millrace.api.window.Windows;
import dev.millrace.engine.CallersThreadJob;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.engine.SavedState;
import dev.millrace.testkit.ScriptedSource;
import dev.millrace.testkit.TestRun;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What views show beside numbers that fit together, and what they say where there is nothing to show. */
class ViewBehaviourTest {

    private static final List<Deposit> DEPOSITS = List.of(
            new Deposit(0, "alice", 10),
            new Deposit(1, "bob", 70),
            new Deposit(2, "alice", 60),
            new Deposit(3, "carol", 5),
            new Deposit(4, "bob", 1));

    private final ScriptedSource<Deposit> source = ScriptedSource.live(1);
    private final Bank bank = new Bank(source);

    private TestRun started() {
        TestRun run = TestRun.of(bank.pipeline).workers(2).seed(7).start();
        source.split(0).add(DEPOSITS);
        return run.runUntilIdle();
    }

    @Test
    void aViewStaysAsItIsWhileTheJobGoesOn() {
        TestRun run = started();
        try (StateView before = run.view()) {
            source.split(0).add(new Deposit(5, "alice", 1_000));
            run.runUntilIdle();

            assertThat(bank.check(before)).isEqualTo(5);
            assertThat(before.pipeline()).isEqualTo("bank");
            assertThat(before.time()).isEqualTo(run.clock().instant());
            try (StateView after = run.view()) {
                assertThat(bank.check(after)).isEqualTo(6);
                assertThat(after.epoch()).isGreaterThan(before.epoch());
            }
        }
    }

    @Test
    void everythingThatHasANameIsListed() {
        try (StateView view = started().view()) {
            assertThat(view.states())
                    .extracting(NamedState::toString)
                    .contains(
                            "'ledger'/'all'",
                            "'ledger'/'balance'",
                            "'totals'",
                            "'latest'",
                            "'large'",
                            "'tumbling'",
                            "'session'");
            assertThat(view.states())
                    .filteredOn(state -> state.name().equals("balance"))
                    .first()
                    .isEqualTo(new NamedState("ledger", NamedState.Kind.VALUE, "balance", "value 'balance' of Long"));
        }
    }

    @Test
    void whoAsksForWhatIsNotThereLearnsWhatIs() {
        try (StateView view = started().view()) {
            assertThatThrownBy(() -> view.windows("hourly"))
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessageContaining("no operator 'hourly' in pipeline 'bank'")
                    .hasMessageContaining("'tumbling'")
                    .hasMessageContaining("'ledger'/'balance'");
            assertThatThrownBy(() -> view.table("deposits"))
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessageContaining("'deposits' has no state that can be shown");
            assertThatThrownBy(() -> view.windows("totals"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'totals' has no windows, but a running aggregate: aggregate(operator)");
            assertThatThrownBy(() -> view.state("ledger", StateSpec.value("visits", Long.class)))
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessageContaining("'ledger' has no state 'visits'; it has the list 'all' of Deposit");
            assertThatThrownBy(() -> view.state("ledger", StateSpec.list("balance", Long.class)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("declared the value 'balance' of Long")
                    .hasMessageContaining("asked for as the list 'balance' of Long");
            assertThatThrownBy(() -> view.state("ledger", StateSpec.value("balance", String.class)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("asked for as the value 'balance' of String");
            assertThatThrownBy(() -> view.aggregate("totals").get(new Object()))
                    .isInstanceOf(IllegalArgumentException.class);
            Table<String, Long> other = new Bank(ScriptedSource.live(1)).totals;
            assertThatThrownBy(() -> view.table(other))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("another pipeline object of the same name");
        }
    }

    @Test
    void aClosedViewSaysSo() {
        StateView view = started().view();
        Map<String, Long> totals = view.table(bank.totals).asMap();
        view.close();

        assertThat(totals).containsEntry("bob", 71L);
        assertThatThrownBy(() -> view.table(bank.totals))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
    }

    @Test
    void aJobThatHasEndedHasNoView() {
        Bank bounded = new Bank(ListSource.of(DEPOSITS));
        TestRun run = TestRun.of(bounded.pipeline).start().runToEnd();

        assertThatThrownBy(run::view)
                .isInstanceOf(StateUnavailableException.class)
                .hasMessageContaining("job 'bank' has finished");
    }

    private record Unstorable(String name, Thread thread) {}

    @Test
    void stateThatCannotBeStoredFailsTheViewAndNotTheJob() {
        Pipeline pipeline = Pipeline.named("unstorable");
        ScriptedSource<Deposit> deposits = ScriptedSource.live(1);
        Table<String, Unstorable> table = pipeline.read("deposits", deposits.eventTimeMillis(Deposit::time))
                .keyBy(Deposit::account)
                .toTable("threads", deposit -> new Unstorable(deposit.account(), Thread.currentThread()));
        CollectingSink<Object> sink = new CollectingSink<>();
        table.changes().map(change -> (Object) change).write("sink", sink);
        TestRun run = TestRun.of(pipeline).workers(2).start();
        deposits.split(0).add(DEPOSITS.subList(0, 1));
        run.runUntilIdle();

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(run::view)
                    .isInstanceOf(StateUnavailableException.class)
                    .hasMessageContaining("cannot be stored")
                    .hasMessageContaining("thread");
        }
        deposits.split(0).add(DEPOSITS.subList(1, 2)).end();
        run.runToEnd();
        assertThat(sink.records()).hasSize(2);
    }

    @Test
    void windowsOfSeveralKindsHaveTheNamesOfTheirResults() {
        Pipeline pipeline = Pipeline.named("several");
        ScriptedSource<Deposit> deposits = ScriptedSource.live(1);
        KeyedStream<Deposit, Integer> keyed = pipeline.read("deposits", deposits.eventTimeMillis(Deposit::time))
                .keyBy(deposit -> deposit.account().length());
        TumblingWindow tens = Windows.tumbling(Duration.ofMillis(10));
        TumblingWindow twos = Windows.tumbling(Duration.ofMillis(2));
        CountWindow pairs = Windows.count(2);
        SeveralResults<Deposit, Integer, Long> results =
                keyed.windows(tens, twos).aggregate("both", Aggregates.sum(Deposit::cents));
        results.of(tens).write("tens", new CollectingSink<>());
        results.of(twos).write("twos", new CollectingSink<>());
        keyed.window(pairs)
                .aggregate("pairs", Aggregates.sum(Deposit::cents))
                .write("by-count", new CollectingSink<>());
        TestRun run = TestRun.of(pipeline).workers(3).start();
        deposits.split(0).add(DEPOSITS).becomeUnavailable();
        run.runUntilIdle();

        try (StateView view = run.view()) {
            List<String> names = view.states().stream()
                    .filter(state -> state.kind() == NamedState.Kind.WINDOWS)
                    .map(NamedState::operator)
                    .toList();
            assertThat(names).containsExactly("both", "both.1", "pairs");
            assertThat(view.<Integer, Long>windows(names.get(0)).get(3))
                    .contains(List.of(new OpenWindow<>(Instant.EPOCH, Instant.ofEpochMilli(10), 71L)));
            assertThat(view.<Integer, Long>windows("both.1").asMap())
                    .as("those before 4 have closed")
                    .isEqualTo(
                            Map.of(3, List.of(new OpenWindow<>(Instant.ofEpochMilli(4), Instant.ofEpochMilli(6), 1L))));
        }
    }

    @Test
    void rankingsAndJoinedTablesAreShown() {
        Pipeline pipeline = Pipeline.named("tables");
        ScriptedSource<Deposit> deposits = ScriptedSource.live(1);
        Stream<Deposit> read = pipeline.read("deposits", deposits.eventTimeMillis(Deposit::time));
        Table<String, Long> sums = read.keyBy(Deposit::account).aggregate("sums", Aggregates.sum(Deposit::cents));
        Table<String, Deposit> latest = read.keyBy(Deposit::account).toTable("latest");
        Table<All, List<Row<String, Long>>> top =
                sums.top("top", 2, Comparator.<Long>naturalOrder().reversed());
        top.changes().write("ranking", new CollectingSink<>());
        Table<String, String> joined = sums.join("joined", latest).inner((sum, last) -> sum + " with " + last.cents());
        joined.changes().write("pairs", new CollectingSink<>());
        TestRun run = TestRun.of(pipeline).workers(3).start();
        deposits.split(0).add(DEPOSITS);
        run.runUntilIdle();

        try (StateView view = run.view()) {
            assertThat(view.table(top).get(All.ALL)).contains(List.of(new Row<>("bob", 71L), new Row<>("alice", 70L)));
            assertThat(view.table(joined).asMap())
                    .isEqualTo(Map.of("alice", "70 with 60", "bob", "71 with 1", "carol", "5 with 5"));
        }
    }

    private record Remembering() implements ProcessFunction<String, Deposit, Deposit> {

        static final ValueSpec<Long> LAST =
                StateSpec.<Long>value("last", Long.class).expireAfter(Duration.ofMillis(3));

        @Override
        public List<StateSpec<?>> states() {
            return List.of(LAST);
        }

        @Override
        public void process(RecordContext<String, Deposit, Deposit> deposit) {
            deposit.state(LAST).set(deposit.value().cents());
        }
    }

    @Test
    void whatHasExpiredIsNotShown() {
        Pipeline pipeline = Pipeline.named("expiring");
        ScriptedSource<Deposit> deposits = ScriptedSource.live(1);
        pipeline.read("deposits", deposits.eventTimeMillis(Deposit::time))
                .keyBy(Deposit::account)
                .process("remember", new Remembering())
                .write("nothing", new CollectingSink<>());
        TestRun run = TestRun.of(pipeline).start();
        deposits.split(0).add(DEPOSITS).add(new Deposit(6, "dave", 9));
        run.runUntilIdle();

        try (StateView view = run.view()) {
            assertThat(view.<String, Long>state("remember", Remembering.LAST).asMap())
                    .as("at %s", view.watermark())
                    .containsEntry("bob", 1L)
                    .containsEntry("dave", 9L)
                    .doesNotContainKey("alice");
        }
    }

    @Test
    void theCallersThreadLooksForItself() throws InterruptedException {
        Pipeline pipeline = Pipeline.named("direct");
        Stream<Deposit> pushed =
                pipeline.read("deposits", Push.of(Deposit.class).processingTime());
        Table<String, Long> sums = pushed.keyBy(Deposit::account).aggregate("sums", Aggregates.sum(Deposit::cents));
        AtomicReference<CallersThreadJob> self = new AtomicReference<>();
        AtomicReference<Throwable> refused = new AtomicReference<>();
        sums.changes().write("sink", CallbackSink.of(change -> {
            try {
                self.get().view();
            } catch (IllegalStateException within) {
                refused.set(within);
            }
        }));
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build();
                CallersThreadJob job = runtime.startOnCallersThread(pipeline)) {
            self.set(job);
            Ingress<Deposit> in = job.ingress(pushed);
            in.put(DEPOSITS.get(0));
            try (StateView view = job.view()) {
                in.put(DEPOSITS.get(2));
                assertThat(view.table(sums).asMap()).isEqualTo(Map.of("alice", 10L));
            }
            assertThat(refused.get()).hasMessageContaining("at work on this thread already");
        }
    }

    @Test
    void aViewThatDoesNotComeSaysWhatItWaitsFor() throws InterruptedException {
        Pipeline pipeline = Pipeline.named("blocked");
        Stream<Deposit> pushed =
                pipeline.read("deposits", Push.of(Deposit.class).processingTime());
        java.util.concurrent.CountDownLatch isIn = new java.util.concurrent.CountDownLatch(1);
        java.util.concurrent.CountDownLatch mayGo = new java.util.concurrent.CountDownLatch(1);
        Table<String, Long> sums = pushed.keyBy(Deposit::account).aggregate("sums", Aggregates.sum(Deposit::cents));
        sums.changes().write("sink", CallbackSink.of(change -> {
            isIn.countDown();
            mayGo.await();
        }));
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build();
                Job job = runtime.start(pipeline)) {
            job.ingress(pushed).put(DEPOSITS.get(0));
            isIn.await();
            assertThatThrownBy(() -> job.view(Duration.ofMillis(20)))
                    .isInstanceOf(StateUnavailableException.class)
                    .hasMessageContaining("had no view after PT0.02S");
            mayGo.countDown();
            try (StateView view = job.view()) {
                assertThat(view.table(sums).asMap()).isEqualTo(Map.of("alice", 10L));
            }
        }
    }

    @Test
    void whatAJobHasLeftIsReadAsARunningOneIs(@TempDir Path directory) throws Exception {
        Bank bounded = new Bank(ListSource.of(DEPOSITS));
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(2).build();
                Job job = runtime.start(bounded.pipeline, Checkpoints.in(directory))) {
            job.await();
        }
        SavedState saved = SavedState.in(directory);
        Bank later = new Bank(ListSource.of(DEPOSITS));
        try (StateView view = saved.newest(later.pipeline)) {
            assertThat(later.check(view)).isEqualTo(5);
            assertThat(view.watermark()).isEqualTo(Long.MAX_VALUE);
            assertThat(saved.epochs()).contains(view.epoch());
            assertThat(view.<String, Long>windows("tumbling").asMap())
                    .as("all have closed")
                    .isEmpty();
        }
        assertThatThrownBy(() -> saved.at(later.pipeline, 99))
                .isInstanceOf(StateUnavailableException.class)
                .hasMessageContaining("no checkpoint of epoch 99")
                .hasMessageContaining(saved.epochs().toString());
        Pipeline other = Pipeline.named("other");
        other.read("deposits", ListSource.of(DEPOSITS).eventTimeMillis(Deposit::time))
                .write("sink", new CollectingSink<>());
        assertThatThrownBy(() -> saved.newest(other))
                .isInstanceOf(StateUnavailableException.class)
                .hasMessageContaining("are those of pipeline 'bank', and this is 'other'");
    }
}
