package dev.millrace.it.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.Records;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.Split;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.testkit.TestRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A source is told what may be forgotten, and a job that dies never wants any of that again. */
class DurablePositionsTest {

    private static final int CASES = 60;
    private static final int SPLITS = 3;
    private static final int NUMBERS = 150;

    /** Numbers of which those before a durable position are gone. */
    private static final class Forgetting implements Source<Integer> {

        private final int[] forgotten = new int[SPLITS];
        private final boolean isReplayable;
        private int told;

        Forgetting() {
            this(true);
        }

        Forgetting(boolean isReplayable) {
            this.isReplayable = isReplayable;
        }

        @Override
        public List<? extends Split<Integer>> splits() {
            return IntStream.range(0, SPLITS).mapToObj(Part::new).toList();
        }

        @Override
        public boolean isReplayable() {
            return isReplayable;
        }

        private final class Part implements Split<Integer> {

            private final int index;

            Part(int index) {
                this.index = index;
            }

            @Override
            public String id() {
                return "part " + index;
            }

            @Override
            public boolean isBounded() {
                return true;
            }

            @Override
            public SourceReader<Integer> open(ReaderContext context, byte @Nullable [] position) {
                int start = position == null ? 0 : ByteBuffer.wrap(position).getInt();
                assertThat(start).as("the job goes back to this").isGreaterThanOrEqualTo(forgotten[index]);
                return new Reader(index, start);
            }
        }

        private final class Reader implements SourceReader<Integer> {

            private final int index;
            private int next;

            Reader(int index, int next) {
                this.index = index;
                this.next = next;
            }

            @Override
            public Status read(RecordCollector<Integer> out) {
                if (next == NUMBERS) {
                    return Status.END;
                }
                for (; out.remaining() > 0 && next < NUMBERS; next++) {
                    out.collect(index * NUMBERS + next, next);
                }
                return Status.DATA;
            }

            @Override
            public byte[] position() {
                if (!isReplayable) {
                    throw new UnsupportedOperationException("nobody can go back to it");
                }
                return ByteBuffer.allocate(Integer.BYTES).putInt(next).array();
            }

            @Override
            public void onDurable(byte[] position) {
                int durable = ByteBuffer.wrap(position).getInt();
                assertThat(durable).as("what may be forgotten").isBetween(forgotten[index], next);
                forgotten[index] = durable;
                told++;
            }

            @Override
            public void close() {}
        }
    }

    @Test
    void whatMayBeForgottenIsNeverWantedAgain() {
        int told = 0;
        int restores = 0;
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            Forgetting source = new Forgetting();
            CollectingSink<Integer> sink = new CollectingSink<>();
            Pipeline pipeline = Pipeline.named("forgetting");
            pipeline.read("numbers", source).write("collected", sink);
            TestRun run = TestRun.of(pipeline)
                    .workers(1 + random.nextInt(3))
                    .seed(seed)
                    .crashes(random.nextInt(6))
                    .start()
                    .runToEnd();
            assertThat(sink.records())
                    .as("%s", run)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, SPLITS * NUMBERS).boxed().toList());
            if (run.restores() == 0) {
                // Else a split may have been at its end in the checkpoint, and nobody reads it any more.
                assertThat(source.forgotten).as("%s", run).containsOnly(NUMBERS);
            }
            told += source.told;
            restores += run.restores();
        }
        System.out.println(told + " positions were durable, " + restores + " times a job went on");
        assertThat(told).isGreaterThan(CASES);
        assertThat(restores).isGreaterThan(CASES / 2);
    }

    @Test
    void aJobWithoutCheckpointsHasReadWhatAllItsSinksHaveCommitted() {
        for (long seed = 0; seed < CASES; seed++) {
            Forgetting source = new Forgetting();
            Committing sink = new Committing(source, false);

            TestRun run = committing(source, sink, seed);
            run.runToEnd();

            assertThat(sink.commits).as("%s", run).isEqualTo(2);
            assertThat(source.forgotten).as("%s", run).containsOnly(NUMBERS);
        }
    }

    @Test
    void aSourceThatCannotBeReadAgainNeedNotKnowWhereItHasEnded() {
        Forgetting source = new Forgetting(false);
        Committing sink = new Committing(source, false);

        committing(source, sink, 1).runToEnd();

        assertThat(sink.commits).isEqualTo(2);
        assertThat(source.told).isZero();
    }

    @Test
    void aJobThatFailsWhileItCommitsHasReadNothing() {
        for (long seed = 0; seed < CASES; seed++) {
            Forgetting source = new Forgetting();

            TestRun run = committing(source, new Committing(source, true), seed);

            assertThatThrownBy(run::runToEnd).as("%s", run).hasStackTraceContaining("the disk is full");
            assertThat(source.told).as("%s", run).isZero();
        }
    }

    /** Two sinks, each with one writer, so that most splits are read on other workers. */
    private static TestRun committing(Forgetting source, Committing sink, long seed) {
        Pipeline pipeline = Pipeline.named("committing");
        Stream<Integer> numbers = pipeline.read("numbers", source);
        numbers.write("near", new Committing(source, false, sink));
        numbers.write("far", sink);
        return TestRun.of(pipeline)
                .workers(1 + (int) seed % 3)
                .seed(seed)
                .withoutChecks()
                .start();
    }

    /** Looks, whenever it commits or finishes, whether the source was told too early. */
    private static final class Committing implements Sink<Integer> {

        private final Forgetting source;
        private final boolean isBroken;
        private final @Nullable Committing counting;
        private int commits;

        Committing(Forgetting source, boolean isBroken) {
            this(source, isBroken, null);
        }

        Committing(Forgetting source, boolean isBroken, @Nullable Committing counting) {
            this.source = source;
            this.isBroken = isBroken;
            this.counting = counting;
        }

        @Override
        public SinkWriter<Integer> open(WriterContext context) {
            return new SinkWriter<>() {

                @Override
                public void write(Records<Integer> records) {}

                @Override
                public void commit(long epoch, byte[] prepared) throws IOException {
                    requireNothingForgotten();
                    if (isBroken) {
                        throw new IOException("the disk is full");
                    }
                    (counting == null ? Committing.this : counting).commits++;
                }

                @Override
                public boolean isSettled() {
                    requireNothingForgotten();
                    return true;
                }

                @Override
                public void finish() {
                    requireNothingForgotten();
                }

                private void requireNothingForgotten() {
                    assertThat(source.told).isZero();
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public Guarantee guarantee() {
            return Guarantee.TRANSACTIONAL;
        }
    }
}
