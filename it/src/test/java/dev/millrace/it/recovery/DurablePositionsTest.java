package dev.millrace.it.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.Split;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.testkit.TestRun;
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
        private int told;

        @Override
        public List<? extends Split<Integer>> splits() {
            return IntStream.range(0, SPLITS).mapToObj(Part::new).toList();
        }

        @Override
        public boolean isReplayable() {
            return true;
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
            told += source.told;
            restores += run.restores();
        }
        System.out.println(told + " positions were durable, " + restores + " times a job went on");
        assertThat(told).isGreaterThan(CASES);
        assertThat(restores).isGreaterThan(CASES / 2);
    }
}
