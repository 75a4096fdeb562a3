package dev.millrace.it.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.EpochSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.Source;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.testkit.TestRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The program's own transaction: it gets each epoch once, in order, whatever dies. */
class EpochSinkTest {

    /** What is written. */
    public record Output(long id, String text, List<Integer> parts) {}

    /** Keeps what was committed, as a database would. */
    private static final class Host implements EpochSink<Output> {

        private final List<Output> stored = new ArrayList<>();
        private final List<Long> epochs = new ArrayList<>();
        private long last;

        @Override
        public long lastCommittedEpoch() {
            return last;
        }

        @Override
        public void commit(long epoch, List<Output> outputs) {
            assertThat(epoch).isGreaterThan(last);
            assertThat(outputs).isNotEmpty();
            stored.addAll(outputs);
            epochs.add(epoch);
            last = epoch;
        }
    }

    private static Source<Long> numbers(int count) {
        return ListSource.of(IntStream.range(0, count).mapToObj(i -> (long) i).toList());
    }

    private static Output output(long number) {
        return new Output(number, "x".repeat((int) (number % 5)), List.of((int) number, 7));
    }

    private static Pipeline pipeline(int count, Host host) {
        Pipeline pipeline = Pipeline.named("numbers");
        pipeline.read("numbers", numbers(count).eventTimeMillis(number -> number))
                .filter(number -> number % 4 != 1)
                .map(EpochSinkTest::output)
                .write("host", host);
        return pipeline;
    }

    @Test
    void epochsComeOnceAndInOrder() {
        int restores = 0;
        int epochs = 0;
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int count = random.nextInt(600);
            Host host = new Host();
            TestRun run = TestRun.of(pipeline(count, host))
                    .workers(1 + random.nextInt(3))
                    .seed(seed)
                    .crashes(random.nextInt(6))
                    .start()
                    .runToEnd();

            assertThat(host.stored)
                    .as("%s", run)
                    .isEqualTo(IntStream.range(0, count)
                            .filter(number -> number % 4 != 1)
                            .mapToObj(EpochSinkTest::output)
                            .toList());
            restores += run.restores();
            epochs += host.epochs.size();
        }
        System.out.println(restores + " times on from a checkpoint, " + epochs + " epochs with outputs");
        assertThat(restores).isGreaterThan(100);
        assertThat(epochs).isGreaterThan(1000);
    }

    @Test
    void jobWithoutCheckpointsIsRefused() {
        TestRun run = TestRun.of(pipeline(10, new Host())).start();
        assertThatThrownBy(run::runToEnd)
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("'host'")
                .hasMessageContaining("an epoch sink needs checkpoints, and this job makes none");
    }

    @Test
    void jobThatIsBehindItsSinkIsRefused() {
        Host host = new Host();
        host.last = 12;
        TestRun run = TestRun.of(pipeline(10, host)).crashes(0).start();
        assertThatThrownBy(run::runToEnd)
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("the sink has stored epoch 12, but the job starts from the beginning");
        assertThat(host.stored).isEmpty();
    }

    @Test
    void outputThatCannotBeStoredIsNamed() {
        Pipeline pipeline = Pipeline.named("threads");
        List<Thread> taken = new ArrayList<>();
        EpochSink<Thread> sink = new EpochSink<>() {
            @Override
            public long lastCommittedEpoch() {
                return 0;
            }

            @Override
            public void commit(long epoch, List<Thread> outputs) {
                taken.addAll(outputs);
            }
        };
        pipeline.read("numbers", numbers(3).eventTimeMillis(number -> number))
                .map(number -> new Thread("never started"))
                .write("sink", sink);
        TestRun run = TestRun.of(pipeline).crashes(0).start();
        assertThatThrownBy(run::runToEnd)
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("java.lang.Thread");
        assertThat(taken).isEmpty();
    }
}
