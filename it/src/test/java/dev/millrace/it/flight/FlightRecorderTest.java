package dev.millrace.it.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.Push;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.job.MemoryFigures;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.engine.FlightRecorder;
import dev.millrace.it.flight.FlownPipelines.Order;
import dev.millrace.testkit.FlightReplay;
import dev.millrace.testkit.TestRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A job fails, and the test that it leaves behind fails at the same record. */
class FlightRecorderTest {

    @TempDir
    private Path home;

    private Path flights;

    @BeforeEach
    void findDirectory() {
        flights = home.resolve("flights");
        FlownPipelines.setCorrected(false);
    }

    @AfterEach
    void forgetCorrection() {
        FlownPipelines.setCorrected(false);
    }

    private FlightRecorder recorder() {
        return FlightRecorder.in(flights).pipeline("dev.millrace.it.flight.FlownPipelines.orders()");
    }

    private static EmbeddedRuntime runtime(FlightRecorder recorder) {
        return EmbeddedRuntime.builder().workers(2).flightRecorder(recorder).build();
    }

    private static JobFailedException fail(FlightRecorder recorder, Pipeline pipeline) {
        try (EmbeddedRuntime runtime = runtime(recorder);
                Job job = runtime.start(pipeline)) {
            Throwable thrown = catchThrowable(job::await);
            assertThat(thrown).isInstanceOf(JobFailedException.class);
            return (JobFailedException) thrown;
        }
    }

    private static List<Order> orders(Random random, int count, int bad) {
        List<Order> orders = new ArrayList<>();
        long time = 0;
        for (int i = 0; i < count; i++) {
            time += random.nextInt(20);
            orders.add(new Order(
                    time, "customer " + random.nextInt(5), i == bad ? FlownPipelines.BAD_PRICE : random.nextInt(100)));
        }
        return orders;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theTestFailsAsTheJobDidUntilTheReasonIsGone(long seed) throws Throwable {
        Random random = new Random(seed);
        int count = 1 + random.nextInt(5_000);
        ListSource<Order> source = ListSource.ofSplits(
                List.of(orders(random, count, random.nextInt(count)), orders(random, random.nextInt(5_000), -1)));

        JobFailedException failure = fail(recorder(), FlownPipelines.orders(source));

        GeneratedTest test = GeneratedTest.in(flights).get(0);
        assertThatThrownBy(test::run)
                .as("seed " + seed)
                .isInstanceOf(JobFailedException.class)
                .hasMessage(failure.getMessage())
                .extracting(thrown -> ((JobFailedException) thrown).position())
                .isEqualTo(failure.position());
        FlownPipelines.setCorrected(true);
        test.run();
    }

    @Test
    void whatIsKeptIsWeighed() throws Exception {
        int rows = 20_000;
        List<Order> orders = orders(new Random(1), rows, -1);
        for (boolean isRecorded : new boolean[] {false, true}) {
            EmbeddedRuntime.Builder builder = EmbeddedRuntime.builder().workers(1);
            try (EmbeddedRuntime runtime = (isRecorded ? builder.flightRecorder(recorder()) : builder).build();
                    Job job = runtime.start(FlownPipelines.orders(ListSource.of(orders)))) {
                job.await();
                MemoryFigures weighed = job.snapshot().operators().get(0).memory();
                // A place, an origin and a time of each, and the record itself.
                long least = isRecorded ? rows / 2 * (4L + 8 + 8) : 0;
                assertThat(weighed.arrayBytes()).isGreaterThanOrEqualTo(least);
                assertThat(weighed.objectBytes()).isGreaterThanOrEqualTo(isRecorded ? rows / 2 * 24L : 0);
                assertThat(weighed.arrayBytes() + weighed.objectBytes()).isLessThan(isRecorded ? 20_000_000 : 200_000);
            }
        }
    }

    @Test
    void aTestSaysWhatItIs() throws Exception {
        fail(recorder(), FlownPipelines.orders(ListSource.of(new Order(1, "a", 5), new Order(2, "b", -1))));

        String text = GeneratedTest.in(flights).get(0).text();
        assertThat(text)
                .contains("class WebOrdersFlightTest {")
                .contains("// job 'web orders' failed in 'map-1' at 'orders', ")
                .contains("//   orders, ")
                .contains(": 2 records\n")
                .doesNotContain("starts without");
        assertThat(Files.exists(flights.resolve("WebOrdersFlightTest.flight"))).isTrue();
    }

    @Test
    void withoutAPipelineTheTestSaysThatOneIsWanted() throws Exception {
        fail(FlightRecorder.in(flights), FlownPipelines.orders(ListSource.of(new Order(1, "a", -1))));

        assertThatThrownBy(GeneratedTest.in(flights).get(0)::run)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("return your pipeline 'web orders' here, as your program makes it");
    }

    @Test
    void onlySoManyRecordsAreKeptAndTheTestSaysSo() throws Throwable {
        Random random = new Random(7);
        List<Order> orders = orders(random, 1_000, 999);

        JobFailedException failure = fail(recorder().rows(10), FlownPipelines.orders(ListSource.of(orders)));

        GeneratedTest test = GeneratedTest.in(flights).get(0);
        assertThat(test.text())
                .contains(": 10 records, and 990 before that were not kept")
                .contains("// The test starts without what those before had left in the state.");
        assertThatThrownBy(test::run).hasMessage(failure.getMessage());
    }

    @Test
    void onlySoManyBytesAreWrittenOfTheNewestRecords() throws Throwable {
        List<Order> orders = orders(new Random(7), 1_000, 999);

        JobFailedException failure = fail(recorder().bytes(1_000), FlownPipelines.orders(ListSource.of(orders)));

        GeneratedTest test = GeneratedTest.in(flights).get(0);
        assertThat(test.text()).containsPattern(": [1-9][0-9] records, and 9[0-9][0-9] before that were not kept");
        assertThat(Files.size(test.data())).isLessThan(2_000);
        assertThatThrownBy(test::run).hasMessage(failure.getMessage());
    }

    @Test
    void aJobThatFailsBecauseOfTheSameRecordAgainWritesOneTest() throws Exception {
        Checkpoints checkpoints = Checkpoints.in(home.resolve("checkpoints")).restart(3, Duration.ofMillis(1));
        try (EmbeddedRuntime runtime = runtime(recorder());
                Job job = runtime.start(
                        FlownPipelines.orders(ListSource.of(new Order(1, "a", 5), new Order(2, "b", -1))),
                        checkpoints)) {
            assertThat(catchThrowable(job::await)).hasMessageContaining("failed again at the same position");
        }

        assertThat(GeneratedTest.in(flights)).hasSize(1);
    }

    @Test
    void aRunningJobWritesWhatItHasReadWhenAsked() throws Throwable {
        Pipeline pipeline = Pipeline.named("pushed");
        Stream<String> words = pipeline.read("words", Push.of(String.class));
        words.write("out", new CollectingSink<>());
        try (EmbeddedRuntime runtime = runtime(FlightRecorder.in(flights));
                Job job = runtime.start(pipeline)) {
            Ingress<String> ingress = job.ingress(words);
            for (int i = 0; i < 100; i++) {
                ingress.put("word " + i);
            }
            // Otherwise there is no telling how many have been read.
            while (job.ledger().operator("words").passed() < 100) {
                Thread.onSpinWait();
            }

            assertThat(job.writeFlightTest("somebody wonders")).endsWith("PushedFlightTest.java");
            ingress.close();
            job.await();
        }

        GeneratedTest test = GeneratedTest.in(flights).get(0);
        assertThat(test.text()).contains("because\n// somebody wonders\n").contains("//   words: 100 records\n");
        CollectingSink<String> replayed = new CollectingSink<>();
        Pipeline again = Pipeline.named("again");
        again.read("words", Push.of(String.class)).write("out", replayed);
        TestRun run = FlightReplay.of(test.data()).withSinks().start(again).runUntilIdle();
        assertThat(run.ledger().operator("words").passed()).isEqualTo(100);
        run.drain();
        run.runToEnd();
        assertThat(replayed.records()).hasSize(100).startsWith("word 0", "word 1");
    }

    @Test
    void aReplayOfAnotherPipelineSaysWhatIsDifferent() throws Exception {
        fail(recorder(), FlownPipelines.orders(ListSource.of(new Order(1, "a", -1))));
        Path data = GeneratedTest.in(flights).get(0).data();
        Pipeline other = Pipeline.named("other");
        other.read("bids", ListSource.of(1, 2)).write("out", new CollectingSink<>());

        assertThatThrownBy(() -> FlightReplay.of(data).run(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the flight has records of the sources [orders], and pipeline 'other' reads [bids]; is this the"
                                + " pipeline of that job?");
        assertThatThrownBy(() -> FlightReplay.beside(FlightRecorderTest.class, "no.flight"))
                .hasMessageContaining(
                        "it is neither a resource beside dev.millrace.it.flight.FlightRecorderTest nor below");
    }

    /** Cannot be stored: it has no record components. */
    private static final class Opaque {}

    @Test
    void recordsThatCannotBeStoredDoNotHideWhyTheJobFailed() throws Exception {
        Pipeline pipeline = Pipeline.named("opaque");
        pipeline.read("things", ListSource.of(new Opaque()))
                .map(thing -> {
                    throw new IllegalStateException("as it was");
                })
                .write("out", new CollectingSink<>());

        assertThat(fail(FlightRecorder.in(flights), pipeline)).hasMessageContaining("as it was");
        assertThat(GeneratedTest.in(flights)).isEmpty();
    }

    @Test
    void aDirectoryGetsOnlySoManyTests() throws Exception {
        for (int i = 0; i < FlightRecorder.TESTS_MAX + 2; i++) {
            fail(recorder(), FlownPipelines.orders(ListSource.of(new Order(1, "a", -1))));
        }

        assertThat(GeneratedTest.in(flights)).hasSize(FlightRecorder.TESTS_MAX);
    }

    @Test
    void withoutARecorderAskingSaysHowToGetOne() {
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build();
                Job job = runtime.start(FlownPipelines.orders())) {
            assertThatThrownBy(() -> job.writeFlightTest("why not"))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("flightRecorder(FlightRecorder.in(...))");
        }
        assertThatThrownBy(() -> recorder().rows(0)).hasMessageContaining("between 1 and 16777216");
        assertThatThrownBy(() -> recorder().bytes(0)).hasMessageContaining("got 0");
        assertThatThrownBy(() -> recorder().packageName("a b")).hasMessageContaining("'a b' is no name of a package");
    }
}
